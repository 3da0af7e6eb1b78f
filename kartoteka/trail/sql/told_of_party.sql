-- What the history of a party tells of, and by whom: what a filter over it offers.
-- Takes: party. Returns: table, user (0: the program's own), each pair once. Locks: nothing.
SELECT DISTINCT table_name, coalesce(real_actor, actor, 0) FROM trail_change
WHERE party_id = %(party)s::bigint AND db_role IS NULL
UNION
SELECT DISTINCT table_name, NULL::bigint FROM trail_change
WHERE party_id = %(party)s::bigint AND db_role IS NOT NULL
