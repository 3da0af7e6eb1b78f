-- What: what those whom lines may be of have open with the creditor of the line, oldest first.
-- Takes: payments_asked. Returns: nothing, fills payments_owed. Locks: nothing.
INSERT INTO payments_owed
SELECT asked.party_id, asked.creditor_id, asked.currency, open.debt_id, debit.number,
       number_key(debit.number), debit.amount, open.total, open.principal,
       row_number() OVER (PARTITION BY asked.party_id, asked.creditor_id, asked.currency
                          ORDER BY open.line_on, open.debt_id)
FROM payments_asked AS asked
CROSS JOIN LATERAL (
  SELECT kept.id FROM ledger_account AS kept
  WHERE kept.party_id = asked.party_id AND kept.creditor_id = asked.creditor_id
    AND kept.currency = asked.currency
  OFFSET 0
) AS account
CROSS JOIN LATERAL (
  SELECT part.debt_id, min(part.line_on) AS line_on, sum(part.amount) AS total,
         coalesce(sum(part.amount) FILTER (WHERE part.entry_id = part.debt_id), 0) AS principal
  FROM ledger_open AS part
  WHERE part.account_id = account.id AND part.side = 'DEBIT'
  GROUP BY part.debt_id
  OFFSET 0
) AS open
CROSS JOIN LATERAL (
  SELECT entry.number, entry.amount FROM ledger_entry AS entry WHERE entry.id = open.debt_id OFFSET 0
) AS debit
WHERE NOT asked.is_known
