-- What: the open document of a party that is time-barred first.
-- Takes: party_id. Returns: its last day, entry, number; no row where none is known. Locks: nothing.
SELECT held.last_on, entry.id, entry.number
FROM ledger_account AS account
JOIN ledger_open AS still
  ON still.account_id = account.id AND still.side = 'DEBIT' AND still.entry_id = still.debt_id
JOIN ledger_entry AS entry ON entry.id = still.entry_id
CROSS JOIN LATERAL (  -- its own documents one by one, not those of everybody
  SELECT last_on FROM billing_limit WHERE entry_id = still.entry_id OFFSET 0) AS held
WHERE account.party_id = %(party_id)s AND held.last_on IS NOT NULL
ORDER BY held.last_on, entry.id
LIMIT 1
