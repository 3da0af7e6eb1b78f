-- Open debits of several parties, the ones due first at the top.
-- Takes: parties, limit. Returns: entry, party, party's name, number, title, kind, due day,
-- currency, amount, what is open. Locks: nothing.
SELECT entry.id, account.party_id, party.name, entry.number, entry.title, entry.kind, line.due_on,
       account.currency, entry.amount, line.amount
FROM ledger_account account
JOIN ledger_open line ON line.account_id = account.id AND line.side = 'DEBIT'
JOIN ledger_entry entry ON entry.id = line.entry_id
JOIN register_party party ON party.id = account.party_id
WHERE account.party_id = ANY (%(parties)s::bigint[])
ORDER BY line.due_on, entry.id
LIMIT %(limit)s
