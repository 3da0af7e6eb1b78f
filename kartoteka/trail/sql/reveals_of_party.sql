-- What: who was shown a sensitive value of a party, newest first.
-- Takes: party, limit. Returns: the columns of trail_change. Locks: nothing.
SELECT id, at, actor, real_actor, address, db_role, table_name, row_id, party_id, op,
       old_values::json, new_values::json
FROM trail_change
WHERE party_id = %(party)s AND op = 'R'
ORDER BY at DESC, id DESC
LIMIT %(limit)s
