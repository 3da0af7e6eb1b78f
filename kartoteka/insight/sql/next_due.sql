-- What: the document of each currency that a customer has to pay next: the longest due.
-- Takes: party. Returns: currency, number, due, what remains. Locks: nothing.
SELECT DISTINCT ON (account.currency) account.currency, entry.number, open.due_on, open.amount
FROM ledger_account AS account
  JOIN ledger_open AS open ON open.account_id = account.id AND open.side = 'DEBIT' AND open.rank = 3
  JOIN ledger_entry AS entry ON entry.id = open.entry_id
WHERE account.party_id = %(party)s::bigint
ORDER BY account.currency, open.due_on, open.entry_id
