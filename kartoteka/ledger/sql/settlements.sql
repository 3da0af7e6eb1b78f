-- Settlement lines with the debit they settled and whether they were withdrawn. Reads only what a
-- customer may read of the own account.
-- Takes: ids, or credit, or debit (the others NULL). Returns: a row per line. Locks: nothing.
SELECT line.id, line.account_id, line.debit_id, line.credit_id, debit.number, debit.kind,
       debit.debt_id, credit.number, credit.kind, account.currency, line.amount,
       line.effective_on, line.recorded_at, line.scheme, line.rule, line.basis,
       line.facts, line.mirrors_id, mirror.id, debit.public_id, credit.public_id,
       debit.title, credit.effective_on, credit.paid_on
FROM ledger_settlement line
  JOIN ledger_entry debit ON debit.id = line.debit_id
  JOIN ledger_entry credit ON credit.id = line.credit_id
  JOIN ledger_account account ON account.id = line.account_id
  LEFT JOIN ledger_settlement mirror ON mirror.mirrors_id = line.id
WHERE line.id = ANY (%(ids)s::bigint[]) OR line.credit_id = %(credit)s OR line.debit_id = %(debit)s
ORDER BY line.id
