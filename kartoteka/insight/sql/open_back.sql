-- What: the same lines as open_then, for everybody: from what stands open now back to the day, by
-- what has counted only since, so that it costs what has happened since and not all years before.
-- Takes and returns the same. Locks: nothing.
fresh AS MATERIALIZED (
  SELECT id FROM ledger_entry
  WHERE effective_on > %(day)s::date OR recorded_at > %(moment)s::timestamptz),
uncounted AS (
  SELECT id, debit_id, credit_id, amount FROM ledger_settlement
  WHERE effective_on > %(day)s::date OR recorded_at > %(moment)s::timestamptz
  UNION
  SELECT s.id, s.debit_id, s.credit_id, s.amount
  FROM fresh JOIN ledger_settlement AS s ON s.debit_id = fresh.id
  UNION
  SELECT s.id, s.debit_id, s.credit_id, s.amount
  FROM fresh JOIN ledger_settlement AS s ON s.credit_id = fresh.id),
stood AS MATERIALIZED (
  SELECT id, sum(amount) AS amount
  FROM (SELECT entry_id AS id, amount FROM ledger_open
        UNION ALL SELECT debit_id, amount FROM uncounted
        UNION ALL SELECT credit_id, amount FROM uncounted) AS part
  GROUP BY id HAVING sum(amount) > 0),
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
