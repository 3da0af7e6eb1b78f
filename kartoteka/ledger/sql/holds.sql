-- What: money that is open between parties and creditors, by account; parties that are creditors.
-- Takes: parties. Returns: party_id, side, currency, amount; of a creditor the side CREDITOR.
-- Locks: nothing.
SELECT account.party_id, open.side, account.currency, sum(open.amount)
FROM ledger_account AS account JOIN ledger_open AS open ON open.account_id = account.id
WHERE account.party_id = ANY (%(parties)s)
GROUP BY account.party_id, open.side, account.currency
UNION ALL
SELECT party_id, 'CREDITOR', '', NULL FROM ledger_creditor WHERE party_id = ANY (%(parties)s)
ORDER BY 1, 2 DESC, 3
