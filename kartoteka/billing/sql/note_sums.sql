-- What: what is to be noted, an account a row.
-- Takes: ledger_notable. Returns: account, creditor, party, its name, currency, debts, amount; by
-- creditor and account. Locks: nothing.
SELECT account.id, account.creditor_id, account.party_id, party.name, account.currency, count(*),
       sum(staged.amount)
FROM pg_temp.ledger_notable AS staged
  JOIN ledger_account AS account ON account.id = staged.account_id
  JOIN register_party AS party ON party.id = account.party_id
GROUP BY account.id, account.creditor_id, account.party_id, party.name, account.currency
ORDER BY account.creditor_id, account.id
