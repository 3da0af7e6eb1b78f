-- What: accounts whose interest may be noted, those of customers whose collection is blocked apart.
-- Takes: creditor (NULL: all), parties (NULL: all), on. Returns: account, whether it is blocked.
-- Locks: nothing.
SELECT account.id, EXISTS (SELECT FROM register_blocked('COLLECTION', %(on)s) AS blocked
                           WHERE blocked.party_id = account.party_id)
FROM ledger_account AS account
WHERE (%(creditor)s::bigint IS NULL OR account.creditor_id = %(creditor)s)
  AND (%(parties)s::bigint[] IS NULL OR account.party_id = ANY (%(parties)s::bigint[]))
ORDER BY account.id
