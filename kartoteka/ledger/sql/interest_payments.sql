-- What lowered debts by a day: a row per debt and credit; what was withdrawn is not there.
-- Takes: entries, on, moment (NULL: now; only what had been recorded by then counts).
-- Returns: debt, day, kind and number of the credit, amount. Locks: nothing.
SELECT used.debit_id, greatest(credit.effective_on, debt.effective_on) AS day, credit.kind,
       credit.number, sum(used.amount)
FROM ledger_settlement used
  JOIN ledger_entry debt ON debt.id = used.debit_id
  JOIN ledger_entry credit ON credit.id = used.credit_id
WHERE used.debit_id = ANY (%(entries)s::bigint[])
  AND used.recorded_at <= coalesce(%(moment)s::timestamptz, 'infinity')
  AND greatest(credit.effective_on, debt.effective_on) <= %(on)s::date
GROUP BY used.debit_id, day, credit.kind, credit.number, credit.id
HAVING sum(used.amount) <> 0
ORDER BY used.debit_id, day, credit.id
