-- What: lines whose payer bears a customer's name. Certain where one customer alone bears it and the
-- amount is that of a document of theirs, or of all that is open.
-- Takes: payments_chosen. Returns: nothing, fills payments_candidate. Locks: nothing.
INSERT INTO payments_candidate
SELECT chosen.line_id, account.party_id, 'NAME',
       NOT chosen.is_reversal AND count(*) OVER (PARTITION BY chosen.line_id) = 1 AND open.fits,
       jsonb_build_object('name', party.name), NULL
FROM payments_chosen AS chosen
JOIN payments_waiting AS waiting ON waiting.line_id = chosen.line_id
CROSS JOIN LATERAL (  -- by index, whatever statistics of a freshly filled table say
  SELECT search.party_id FROM register_search AS search
  WHERE search.name = ANY (waiting.names) OFFSET 0
) AS found
JOIN register_party AS party ON party.id = found.party_id
JOIN ledger_account AS account
  ON account.party_id = party.id AND account.creditor_id = chosen.creditor_id
 AND account.currency = chosen.currency
CROSS JOIN LATERAL (
  SELECT coalesce(bool_or(debt.total = chosen.amount), false)
         OR coalesce(sum(debt.total), 0) = chosen.amount AS fits
  FROM (SELECT part.debt_id, sum(part.amount) AS total FROM ledger_open AS part
        WHERE part.account_id = account.id AND part.side = 'DEBIT' GROUP BY part.debt_id) AS debt
) AS open
