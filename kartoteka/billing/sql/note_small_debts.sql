-- What: leaves out of what is to be noted debts whose interest is below the least of a debt.
-- Takes: ledger_notable, least. Returns: how many, per currency how much. Locks: nothing.
WITH small AS (
  DELETE FROM pg_temp.ledger_notable WHERE amount < %(least)s RETURNING account_id, amount)
SELECT account.currency, count(*), sum(small.amount)
FROM small JOIN ledger_account AS account ON account.id = small.account_id
GROUP BY account.currency ORDER BY account.currency
