-- What was billed to a party and what it paid, by month of the last two years, and by how many
-- days its payments came after they were due, whatever day the books carry. Withdrawn settlements
-- cancel out: their mirrors have the same entries and the opposite amount.
-- Takes: party, first (a month's first day), on (inclusive). Returns: currency, month, billed,
-- paid, settled, settled in time, days late times amount. Locks: nothing.
WITH account AS MATERIALIZED (
  SELECT id, currency FROM ledger_account WHERE party_id = %(party)s),
entry AS MATERIALIZED (
  SELECT a.currency, e.id, e.side, e.kind, e.amount, e.effective_on, e.due_on
  FROM account a JOIN ledger_entry e ON e.account_id = a.id
    AND e.effective_on BETWEEN %(first)s::date AND %(on)s::date
  WHERE e.debt_id IS NULL),
settled AS (
  SELECT e.currency, date_trunc('month', e.effective_on)::date AS month,
         sum(s.amount) AS amount,
         sum(s.amount) FILTER (WHERE came.day <= e.due_on) AS in_time,
         sum(s.amount * greatest(came.day - e.due_on, 0)) AS late
  FROM entry e JOIN ledger_settlement s ON s.debit_id = e.id
    CROSS JOIN LATERAL (
      SELECT greatest(e.effective_on, coalesce(paid_on, effective_on)) AS day
      FROM ledger_entry WHERE id = s.credit_id OFFSET 0) AS came
  WHERE e.side = 'DEBIT' AND e.kind IN ('INVOICE', 'ADVANCE', 'NOTE')
  GROUP BY 1, 2),
month AS (
  SELECT currency, date_trunc('month', effective_on)::date AS month,
         coalesce(sum(amount) FILTER (
           WHERE side = 'DEBIT' AND kind IN ('INVOICE', 'ADVANCE', 'NOTE')), 0) AS billed,
         coalesce(sum(amount) FILTER (WHERE side = 'CREDIT' AND kind = 'PAYMENT'), 0) AS paid
  FROM entry GROUP BY 1, 2)
SELECT m.currency, m.month, m.billed, m.paid, coalesce(s.amount, 0), coalesce(s.in_time, 0),
       coalesce(s.late, 0)
FROM month m LEFT JOIN settled s ON s.currency = m.currency AND s.month = m.month
ORDER BY m.currency, m.month
