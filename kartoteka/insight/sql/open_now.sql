-- What: what stands open today, line by line: the same rows that a balance of today adds up.
-- Takes: point, agreement (NULL: all), by. Returns: the CTE line. Locks: nothing.
line AS (
  SELECT open.entry_id, open.debt_id, chosen.party_id, chosen.creditor_id, chosen.currency,
         chosen.country, open.side, open.rank, open.due_on, open.due_on AS day,
         open.amount, debt.point_id, debt.agreement_id
  FROM chosen JOIN ledger_open AS open ON open.account_id = chosen.id
    LEFT JOIN ledger_entry AS debt ON debt.id = open.debt_id
      AND (%(by)s IN ('point', 'agreement') OR %(point)s::bigint IS NOT NULL
           OR %(agreement)s::bigint IS NOT NULL)
  WHERE (%(point)s::bigint IS NULL OR debt.point_id = %(point)s::bigint)
    AND (%(agreement)s::bigint IS NULL OR debt.agreement_id = %(agreement)s::bigint)),
