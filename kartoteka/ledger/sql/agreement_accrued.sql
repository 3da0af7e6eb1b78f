-- What has accrued on the debts of an agreement; NULL where a rate is not known.
-- Takes: agreement, to. Returns: entry, currency, amount, of debts that are late by then. Locks: nothing.
WITH asked AS MATERIALIZED (
  SELECT array_agg(id) AS debts, array_agg(%(to)s::date) AS days FROM ledger_entry
  WHERE agreement_id = %(agreement)s AND side = 'DEBIT' AND debt_id IS NULL AND interest_kind <> '')
SELECT found.debt_id, account.currency, found.accrued
FROM asked CROSS JOIN LATERAL ledger_accrued(asked.debts, asked.days) AS found
  JOIN ledger_entry AS debt ON debt.id = found.debt_id
  JOIN ledger_account AS account ON account.id = debt.account_id
ORDER BY found.debt_id
