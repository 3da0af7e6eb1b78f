-- The settlement lines of some credits.
-- Takes: credits. Returns: ids of lines. Locks: nothing.
SELECT id FROM ledger_settlement WHERE credit_id = ANY (%(credits)s::bigint[]) ORDER BY id
