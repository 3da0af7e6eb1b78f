-- The changes of one row of a table that belongs to no party, newest first.
-- Takes: table, row, before (id of the last one shown, or NULL), limit. Returns: one row a change,
-- the columns of trail_change. Locks: nothing.
SELECT id, at, actor, real_actor, address, db_role, table_name, row_id, party_id, op,
       old_values::json, new_values::json
FROM trail_change
WHERE party_id IS NULL AND table_name = %(table)s::text AND row_id = %(row)s::bigint
  AND (%(before)s::bigint IS NULL OR (at, id) < (
    SELECT last.at, last.id FROM trail_change AS last
    WHERE last.party_id IS NULL AND last.table_name = %(table)s::text
      AND last.row_id = %(row)s::bigint AND last.id = %(before)s::bigint))
ORDER BY at DESC, id DESC
LIMIT %(limit)s::bigint
