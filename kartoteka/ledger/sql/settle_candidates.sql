-- Accounts where there is something to settle: a credit effective by the day, and a debit.
-- Takes: on, accounts (NULL: all). Returns: account ids in order. Locks: nothing.
SELECT account_id
FROM ledger_open
WHERE %(accounts)s::bigint[] IS NULL OR account_id = ANY (%(accounts)s::bigint[])
GROUP BY account_id
HAVING bool_or(side = 'DEBIT') AND bool_or(side = 'CREDIT' AND effective_on <= %(on)s::date)
ORDER BY account_id
