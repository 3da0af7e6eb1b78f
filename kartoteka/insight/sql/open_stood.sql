-- What: what stood open at the end of a day, line by line.
-- Takes: the CTE stood of open_then or open_back; day, moment, by, point, agreement (NULL: all).
-- Returns: the CTE line. Locks: nothing.
line AS (
  SELECT entry.id AS entry_id, coalesce(entry.debt_id, entry.id) AS debt_id, chosen.party_id,
         chosen.creditor_id, chosen.currency, chosen.country, entry.side,
         CASE entry.kind WHEN 'COST' THEN 1 WHEN 'COURT_COST' THEN 1 WHEN 'INTEREST' THEN 2
                         ELSE 3 END AS rank,
         coalesce(changed.due_on, entry.due_on, entry.effective_on) AS due_on,
         coalesce(changed.due_on, entry.due_on, entry.effective_on) AS day,
         stood.amount, debt.point_id, debt.agreement_id
  FROM stood
    JOIN ledger_entry AS entry ON entry.id = stood.id
    JOIN chosen ON chosen.id = entry.account_id
    LEFT JOIN ledger_entry AS debt ON debt.id = coalesce(entry.debt_id, entry.id)
      AND (%(by)s IN ('point', 'agreement') OR %(point)s::bigint IS NOT NULL
           OR %(agreement)s::bigint IS NOT NULL)
    LEFT JOIN LATERAL (
      SELECT due_on FROM ledger_duechange
      WHERE entry_id = entry.id AND recorded_at <= %(moment)s::timestamptz
      ORDER BY id DESC LIMIT 1) AS changed ON true
  WHERE entry.effective_on <= %(day)s::date AND entry.recorded_at <= %(moment)s::timestamptz
    AND (%(point)s::bigint IS NULL OR debt.point_id = %(point)s::bigint)
    AND (%(agreement)s::bigint IS NULL OR debt.agreement_id = %(agreement)s::bigint)),
