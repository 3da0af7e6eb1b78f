-- The ids of the parties with these numbers; that of a merged party leads to the one that stays.
-- Takes: numbers. Returns: number, id. Locks: nothing.
SELECT p.number, coalesce(p.merged_into_id, p.id)
FROM register_party p JOIN unnest(%(numbers)s::text[]) AS wanted (number) ON wanted.number = p.number
