-- What: what stood open at the end of a day: debits less credits are what
-- ledger's balance_as_of says. A settlement counts from the day on which both its sides stand.
-- Takes: day (the last effective one), moment (the last of recording; either may be infinite).
-- Returns: the CTE stood, ids and amounts above zero. Locks: nothing.
entry AS MATERIALIZED (
  SELECT e.id, e.amount
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
stood AS MATERIALIZED (
  SELECT entry.id, entry.amount - coalesce(used.amount, 0) AS amount
  FROM entry LEFT JOIN used ON used.id = entry.id
  WHERE entry.amount > coalesce(used.amount, 0)),
