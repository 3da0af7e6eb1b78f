-- What: leaves out of what is to be noted accounts whose interest is below the least of an account.
-- Takes: ledger_notable, least. Returns: account, party, its name, currency, amount; the largest
-- first. Locks: nothing.
WITH small AS (
  SELECT account_id FROM pg_temp.ledger_notable GROUP BY account_id HAVING sum(amount) < %(least)s),
gone AS (
  DELETE FROM pg_temp.ledger_notable AS staged USING small
  WHERE staged.account_id = small.account_id RETURNING staged.account_id, staged.amount)
SELECT account.id, account.party_id, party.name, account.currency, sum(gone.amount)
FROM gone JOIN ledger_account AS account ON account.id = gone.account_id
  JOIN register_party AS party ON party.id = account.party_id
GROUP BY account.id, account.party_id, party.name, account.currency
ORDER BY sum(gone.amount) DESC, account.id
