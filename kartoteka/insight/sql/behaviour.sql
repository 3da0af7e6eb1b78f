-- What: how a customer has paid, by the month in which documents were due: what of them was paid
-- (withdrawn settlements cancel out), what in time, by how many days late (times amount), and what
-- is late and still open, by how many days to now. A term moved by a free day is kept on the next;
-- what came while the books were closed, or was used later, came on its own day.
-- Takes: party, first (a month's first day), on (inclusive). Returns: currency, month, paid, in
-- time, days late times amount, open and late, its days times amount. Locks: nothing.
WITH debt AS MATERIALIZED (
  SELECT e.id, account.currency, e.effective_on, due.day AS due_on, coalesce(moved.worked_on, due.day) AS worked_on
  FROM ledger_account AS account
    JOIN ledger_scheme AS scheme ON scheme.code = account.scheme_id
    JOIN ledger_entry AS e ON e.account_id = account.id AND e.side = 'DEBIT'
      AND e.kind IN ('INVOICE', 'ADVANCE', 'NOTE') AND e.debt_id IS NULL
    CROSS JOIN LATERAL (
      SELECT coalesce((SELECT due_on FROM ledger_duechange WHERE entry_id = e.id
                       ORDER BY id DESC LIMIT 1), e.due_on)) AS due(day)
    LEFT JOIN ledger_movedday AS moved ON moved.country = scheme.country AND moved.day = due.day
  WHERE account.party_id = %(party)s::bigint
    AND due.day BETWEEN %(first)s::date AND %(on)s::date),
paid AS (
  SELECT debt.id, sum(s.amount) AS amount,
         sum(s.amount) FILTER (WHERE came.day <= debt.worked_on) AS in_time,
         sum(s.amount * greatest(came.day - debt.worked_on, 0)) AS late
  FROM debt JOIN ledger_settlement AS s ON s.debit_id = debt.id
      AND s.effective_on <= %(on)s::date
    CROSS JOIN LATERAL (
      SELECT greatest(debt.effective_on, coalesce(paid_on, effective_on)) AS day
      FROM ledger_entry WHERE id = s.credit_id OFFSET 0) AS came
  GROUP BY debt.id)
SELECT debt.currency, date_trunc('month', debt.due_on)::date, coalesce(sum(paid.amount), 0),
       coalesce(sum(paid.in_time), 0), coalesce(sum(paid.late), 0),
       coalesce(sum(open.amount) FILTER (WHERE debt.worked_on < %(on)s::date), 0),
       coalesce(sum(open.amount * (%(on)s::date - debt.worked_on))
                FILTER (WHERE debt.worked_on < %(on)s::date), 0)
FROM debt LEFT JOIN paid ON paid.id = debt.id LEFT JOIN ledger_open AS open ON open.entry_id = debt.id
GROUP BY 1, 2 ORDER BY 1, 2
