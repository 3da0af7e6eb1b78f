-- What: who explains the lines that still wait.
-- Takes: line_ids, owner (NULL: nobody), actor. Returns: nothing; as many rows as changed.
-- Locks: the rows of the lines' clarification.
INSERT INTO payments_clarification AS known (line_id, owner, actor)
SELECT waiting.line_id, %(owner)s::bigint, %(actor)s::bigint
FROM payments_waiting AS waiting WHERE waiting.line_id = ANY (%(line_ids)s::bigint[])
ORDER BY waiting.line_id
ON CONFLICT (line_id) DO UPDATE
  SET owner = excluded.owner, actor = excluded.actor, assigned_at = now()
  WHERE known.owner IS DISTINCT FROM excluded.owner
