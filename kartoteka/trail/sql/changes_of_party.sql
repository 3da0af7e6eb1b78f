-- The changes of a party, of those that it once was, and of all rows that belong to them, newest
-- first. Takes: parties, before (id of the last one shown, or NULL), limit. Returns: one row a
-- change, the columns of trail_change. Locks: nothing.
SELECT change.id, at, actor, real_actor, address, db_role, table_name, row_id, party_id, op,
       old_values::json, new_values::json
FROM unnest(%(parties)s::bigint[]) AS wanted(party)
CROSS JOIN LATERAL (
  SELECT * FROM trail_change
  WHERE party_id = wanted.party
    AND (%(before)s::bigint IS NULL OR (at, id) < (
      SELECT last.at, last.id FROM trail_change AS last
      WHERE last.party_id = ANY (%(parties)s::bigint[]) AND last.id = %(before)s::bigint))
  ORDER BY at DESC, id DESC
  LIMIT %(limit)s::bigint
) AS change
ORDER BY at DESC, id DESC
LIMIT %(limit)s::bigint
