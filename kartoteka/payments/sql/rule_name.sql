-- What: lines whose payer bears a customer's name. Certain where one customer alone bears it and the
-- amount is that of a document of theirs, or of all that is open.
-- Takes: payments_chosen. Returns: nothing, fills payments_candidate. Locks: nothing.
INSERT INTO payments_candidate
SELECT chosen.line_id, account.party_id, 'NAME',
       NOT chosen.is_reversal AND count(*) OVER (PARTITION BY chosen.line_id) = 1 AND open.fits,
       jsonb_build_object('name', party.name), NULL
FROM payments_chosen AS chosen
CROSS JOIN LATERAL unnest(chosen.names) AS named(name)
CROSS JOIN LATERAL (
  SELECT DISTINCT register_survivor(search.party_id) AS party_id
  FROM register_search AS search WHERE search.name = named.name OFFSET 0
) AS found
CROSS JOIN LATERAL (
  SELECT kept.id, kept.party_id FROM ledger_account AS kept
  WHERE kept.party_id = found.party_id
    AND kept.creditor_id = chosen.creditor_id AND kept.currency = chosen.currency
    AND NOT kept.is_joined
  OFFSET 0
) AS account
CROSS JOIN LATERAL (
  SELECT known.name FROM register_party AS known WHERE known.id = account.party_id OFFSET 0
) AS party
CROSS JOIN LATERAL (
  SELECT coalesce(bool_or(debt.total = chosen.amount), false)
         OR coalesce(sum(debt.total), 0) = chosen.amount AS fits
  FROM (SELECT part.debt_id, sum(part.amount) AS total FROM ledger_open AS part
        WHERE part.account_id = account.id AND part.side = 'DEBIT' GROUP BY part.debt_id) AS debt
) AS open
