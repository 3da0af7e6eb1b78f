-- What becomes of each row of ours that is meant: what is said over what was, or only where nothing
-- was; and what is different then. {{laid}} and {{compared}} name the columns.
-- Takes: register_part; fill. Returns: nothing. Locks: nothing.
UPDATE register_part AS s SET {laid} FROM {table} AS t WHERE t.{key} = s.target;
UPDATE register_part AS staged
   SET changes = found.changes,
       outcome = CASE WHEN found.changes IS NULL THEN 'SAME' ELSE 'CHANGED' END
  FROM (SELECT s.n, (
          SELECT jsonb_object_agg(field, jsonb_build_array(was, becomes))
          FROM (VALUES {compared}) AS one (field, was, becomes)
          WHERE coalesce(was, '') <> coalesce(becomes, '')) AS changes
        FROM register_part AS s JOIN {table} AS t ON t.{key} = s.target) AS found
 WHERE found.n = staged.n
