-- What: the document of a party by its name outside; through its accounts, because that name alone
-- has no index.
-- Takes: party_id, public_id. Returns: the entry. Locks: nothing.
SELECT entry.id
FROM ledger_account AS account
JOIN ledger_entry AS entry ON entry.account_id = account.id
WHERE account.party_id = %(party_id)s AND entry.public_id = %(public_id)s
  AND entry.side = 'DEBIT' AND entry.debt_id IS NULL
