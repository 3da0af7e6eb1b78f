-- What stands open on accounts, entry by entry, with what it is.
-- Takes: accounts. Returns: account, entry, rank (1 costs, 2 interest, 3 principal, 0 unused
-- credits), amount. Locks: nothing.
SELECT account_id, entry_id, CASE side WHEN 'CREDIT' THEN 0 ELSE rank END, amount
FROM ledger_open WHERE account_id = ANY (%(accounts)s::bigint[])
