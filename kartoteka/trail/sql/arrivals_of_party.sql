-- What: by whom and when the rows of a party were added, oldest first.
-- Takes: party. Returns: day (UTC), user, role that bypassed the program, table, rows.
-- Locks: nothing.
SELECT (at AT TIME ZONE 'UTC')::date AS day, coalesce(real_actor, actor), db_role, table_name,
       count(*)
FROM trail_change
WHERE party_id = %(party)s AND op = 'I'
GROUP BY 1, 2, 3, 4
ORDER BY 1, 4
