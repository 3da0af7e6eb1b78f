-- The changes of a party, of those that it once was, and of all rows that belong to them, newest
-- first.
-- Takes: parties, before (id of the last one shown, or NULL), limit; NULL where they ask nothing:
-- id (of one change), at and at_id (a moment and an id before which), table, op, column, user (0:
-- nobody's, the program's own), since and until (moments, the latter excluded). A row that came is
-- told whatever the column: what it came with is not kept here.
-- Returns: one row a change, the columns of trail_change. Locks: nothing.
SELECT change.id, at, actor, real_actor, address, db_role, table_name, row_id, party_id, op,
       old_values::json, new_values::json
FROM unnest(%(parties)s::bigint[]) AS wanted(party)
CROSS JOIN LATERAL (
  SELECT * FROM trail_change
  WHERE party_id = wanted.party
    AND (%(before)s::bigint IS NULL OR (at, id) < (
      SELECT last.at, last.id FROM trail_change AS last
      WHERE last.party_id = ANY (%(parties)s::bigint[]) AND last.id = %(before)s::bigint))
    AND (%(id)s::bigint IS NULL OR id = %(id)s::bigint)
    AND (%(at)s::timestamptz IS NULL OR (at, id) < (%(at)s::timestamptz, %(at_id)s::bigint))
    AND (%(table)s::text IS NULL OR table_name = %(table)s::text)
    AND (%(op)s::text IS NULL OR op = %(op)s::text)
    AND (%(column)s::text IS NULL OR op = 'I'
         OR jsonb_exists(old_values, %(column)s::text)
         OR jsonb_exists(new_values, %(column)s::text))
    AND (%(user)s::bigint IS NULL
         OR coalesce(real_actor, actor, 0) = %(user)s::bigint AND db_role IS NULL)
    AND (%(since)s::timestamptz IS NULL OR at >= %(since)s::timestamptz)
    AND (%(until)s::timestamptz IS NULL OR at < %(until)s::timestamptz)
  ORDER BY at DESC, id DESC
  LIMIT %(limit)s::bigint
) AS change
ORDER BY at DESC, id DESC
LIMIT %(limit)s::bigint
