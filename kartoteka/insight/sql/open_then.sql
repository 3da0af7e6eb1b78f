-- What: what stood open at the end of a day, line by line: debits less credits are what
-- ledger's balance_as_of says. A settlement counts from the day on which both its sides stand.
-- Takes: day (the last effective one), moment (the last of recording; either may be infinite),
-- point, agreement (NULL: all). Returns: the CTE line. Locks: nothing.
entry AS MATERIALIZED (
  SELECT e.id, coalesce(e.debt_id, e.id) AS debt_id, chosen.party_id, chosen.creditor_id,
         chosen.currency, chosen.country, e.side, e.kind, e.due_on, e.effective_on, e.amount
  FROM chosen JOIN ledger_entry AS e ON e.account_id = chosen.id
  WHERE e.effective_on <= %(day)s::date AND e.recorded_at <= %(moment)s::timestamptz),
pair AS MATERIALIZED (
  SELECT s.debit_id, s.credit_id, s.amount
  FROM ledger_settlement AS s
    JOIN entry AS debit ON debit.id = s.debit_id
    JOIN entry AS credit ON credit.id = s.credit_id
  WHERE s.effective_on <= %(day)s::date AND s.recorded_at <= %(moment)s::timestamptz),
used AS (
  SELECT id, sum(amount) AS amount
  FROM (SELECT debit_id AS id, amount FROM pair UNION ALL SELECT credit_id, amount FROM pair) AS of
  GROUP BY id),
line AS (
  SELECT entry.id AS entry_id, entry.debt_id, entry.party_id, entry.creditor_id, entry.currency,
         entry.country, entry.side,
         CASE entry.kind WHEN 'COST' THEN 1 WHEN 'COURT_COST' THEN 1 WHEN 'INTEREST' THEN 2
                         ELSE 3 END AS rank,
         coalesce(changed.due_on, entry.due_on, entry.effective_on) AS due_on,
         coalesce(changed.due_on, entry.due_on, entry.effective_on) AS day,
         entry.amount - coalesce(used.amount, 0) AS amount, debt.point_id, debt.agreement_id
  FROM entry
    LEFT JOIN used ON used.id = entry.id
    JOIN ledger_entry AS debt ON debt.id = entry.debt_id
    LEFT JOIN LATERAL (
      SELECT due_on FROM ledger_duechange
      WHERE entry_id = entry.id AND recorded_at <= %(moment)s::timestamptz
      ORDER BY id DESC LIMIT 1) AS changed ON true
  WHERE entry.amount > coalesce(used.amount, 0)
    AND (%(point)s::bigint IS NULL OR debt.point_id = %(point)s::bigint)
    AND (%(agreement)s::bigint IS NULL OR debt.agreement_id = %(agreement)s::bigint)),
