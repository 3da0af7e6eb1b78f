-- Who made settlement lines, and what they wrote when they withdrew one. For staff.
-- Takes: ids. Returns: id, actor, reason. Locks: nothing.
SELECT id, actor, reason FROM ledger_settlement WHERE id = ANY (%(ids)s::bigint[])
