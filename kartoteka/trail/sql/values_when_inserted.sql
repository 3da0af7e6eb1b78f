-- What tells how rows were when they came: their values now, then the old values of every later
-- change, the latest first, to be laid over them in this order.
-- Takes: tables, rows, parties (NULL where a row belongs to none) of the inserts, in step; all_parties (among
-- whose changes to look besides); first (the smallest id of their changes). Returns: table, row, values. Locks: nothing.
WITH wanted AS MATERIALIZED (
  SELECT * FROM unnest(%(tables)s::text[], %(rows)s::bigint[], %(parties)s::bigint[])
    AS inserted(table_name, row_id, party_id))
(SELECT watched.table_name, current.row_id, current.row_values::json
 FROM (SELECT table_name, array_agg(row_id) AS ids FROM wanted GROUP BY table_name) AS watched
   CROSS JOIN LATERAL trail_rows_now(watched.table_name, watched.ids) AS current)
UNION ALL
(SELECT later.table_name, later.row_id, later.old_values::json
 FROM (
   SELECT change.* FROM (
     SELECT party_id FROM wanted WHERE party_id IS NOT NULL
     UNION SELECT unnest(%(all_parties)s::bigint[])) AS party
     CROSS JOIN LATERAL (
       SELECT id, at, table_name, row_id, old_values FROM trail_change
       WHERE party_id = party.party_id AND op IN ('U', 'D') AND id > %(first)s::bigint OFFSET 0
     ) AS change
   WHERE change.row_id IN (SELECT row_id FROM wanted)
   UNION ALL
   SELECT change.* FROM (SELECT DISTINCT table_name, row_id FROM wanted WHERE party_id IS NULL) AS one
     CROSS JOIN LATERAL (
       SELECT id, at, table_name, row_id, old_values FROM trail_change
       WHERE party_id IS NULL AND table_name = one.table_name AND row_id = one.row_id
         AND op IN ('U', 'D') AND id > %(first)s::bigint OFFSET 0
     ) AS change
 ) AS later
 ORDER BY later.at DESC, later.id DESC)
