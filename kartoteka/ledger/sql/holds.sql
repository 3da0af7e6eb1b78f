-- What: money that is open between parties and creditors, by account.
-- Takes: parties. Returns: party_id, side, currency, amount. Locks: nothing.
SELECT account.party_id, open.side, account.currency, sum(open.amount)
FROM ledger_account AS account JOIN ledger_open AS open ON open.account_id = account.id
WHERE account.party_id = ANY (%(parties)s)
GROUP BY account.party_id, open.side, account.currency
ORDER BY account.party_id, open.side DESC, account.currency
