-- What stands open on accounts, entry by entry.
-- Takes: accounts. Returns: entry, amount. Locks: nothing.
SELECT entry_id, amount FROM ledger_open WHERE account_id = ANY (%(accounts)s::bigint[])
