-- What: parties that a policy might name; those that were merged go with the one they became.
-- Takes: kinds, only_archived, added_before, after (the id before the first), limit.
-- Returns: id, number, name. Locks: nothing.
SELECT id, number, name FROM register_party
WHERE id > %(after)s AND erased_at IS NULL AND merged_into_id IS NULL AND NOT is_creditor
  AND kind = ANY (%(kinds)s::varchar[])
  AND (state = 'ARCHIVED' OR NOT %(only_archived)s)
  AND created_at < %(added_before)s
ORDER BY id
LIMIT %(limit)s
