-- Moves the rows of {table} whose {column} names the loser to the survivor and notes them; those
-- that the survivor has already (by {collides}) stay, those that {only} leaves out are not seen.
-- Takes: merge, loser, survivor, table, column. Returns: rows moved, rows that stay.
-- Locks: the moved rows.
WITH moved AS (
  UPDATE {table} AS r SET {column} = %(survivor)s
  WHERE r.{column} = %(loser)s AND ({only})
    AND NOT EXISTS (SELECT FROM {table} AS k WHERE k.{column} = %(survivor)s AND ({collides}))
  RETURNING r.id),
kept AS (
  INSERT INTO register_mergedrow (merge_id, table_name, row_id, column_name, was, became)
  SELECT %(merge)s, %(table)s, id, %(column)s, to_jsonb(%(loser)s::bigint),
         to_jsonb(%(survivor)s::bigint)
  FROM moved ORDER BY id
  RETURNING 1)
SELECT (SELECT count(*) FROM kept),
       (SELECT count(*) FROM {table} AS r WHERE r.{column} = %(loser)s AND ({only}))
         - (SELECT count(*) FROM kept)
