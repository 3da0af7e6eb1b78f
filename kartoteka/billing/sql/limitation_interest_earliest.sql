-- What: the open document of a party of whose interest a part is time-barred first, before the
-- document is.
-- Takes: party_id, on. Returns: its last day, entry, number; no row where there is none.
-- Locks: nothing.
SELECT held.last_on, entry.id, entry.number
FROM ledger_account AS account
JOIN ledger_open AS still
  ON still.account_id = account.id AND still.side = 'DEBIT' AND still.entry_id = still.debt_id
JOIN ledger_entry AS entry ON entry.id = still.entry_id
CROSS JOIN LATERAL (
  SELECT ends.last_on FROM billing_interest_limits(%(on)s::date) AS ends
  WHERE ends.entry_id = still.entry_id OFFSET 0) AS held
WHERE account.party_id = %(party_id)s
ORDER BY held.last_on, entry.id
LIMIT 1
