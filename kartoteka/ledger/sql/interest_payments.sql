-- What lowered debts by a day: a row per debt and credit; what was withdrawn is not there.
-- Takes: entries, on, moment (NULL: now; only what had been recorded by then counts).
-- Returns: debt, the day on which the money came, kind and number of the credit, amount.
-- Locks: nothing.
SELECT used.debit_id, came.day, credit.kind, credit.number, sum(used.amount)
FROM ledger_settlement used
  JOIN ledger_entry debt ON debt.id = used.debit_id
  JOIN ledger_entry credit ON credit.id = used.credit_id
  CROSS JOIN LATERAL (
    SELECT greatest(coalesce(credit.paid_on, credit.effective_on), debt.effective_on)) AS came(day)
WHERE used.debit_id = ANY (%(entries)s::bigint[])
  AND used.recorded_at <= coalesce(%(moment)s::timestamptz, 'infinity')
  AND came.day <= %(on)s::date
GROUP BY used.debit_id, came.day, credit.kind, credit.number, credit.id
HAVING sum(used.amount) <> 0
ORDER BY used.debit_id, came.day, credit.id
