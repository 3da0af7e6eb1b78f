-- Puts the rows of {table} that a merge moved back to the loser, where they still are with the
-- survivor and the loser has no such row meanwhile (by {collides}).
-- Takes: merge, loser, survivor (who stands for the loser now), table, column. Returns: rows put
-- back; the others as arrays of id, what they are called by {called}, why. Locks: the moved rows.
WITH kept AS MATERIALIZED (
  SELECT row_id FROM register_mergedrow
  WHERE merge_id = %(merge)s AND table_name = %(table)s AND column_name = %(column)s),
back AS (
  UPDATE {table} AS r SET {column} = %(loser)s
  FROM kept
  WHERE r.id = kept.row_id AND r.{column} = %(survivor)s
    AND NOT EXISTS (SELECT FROM {table} AS k WHERE k.{column} = %(loser)s AND ({collides}))
  RETURNING r.id),
stuck AS (
  SELECT kept.row_id, {called} AS name,
         CASE WHEN r.id IS NULL THEN 'gone' WHEN r.{column} IS DISTINCT FROM %(survivor)s
              THEN 'elsewhere'
              ELSE 'there_already' END AS why
  FROM kept LEFT JOIN {table} AS r ON r.id = kept.row_id
  WHERE kept.row_id NOT IN (SELECT id FROM back))
SELECT (SELECT count(*) FROM back),
       (SELECT json_agg(json_build_array(row_id, name, why) ORDER BY row_id) FROM stuck)
