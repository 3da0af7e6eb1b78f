-- trail_rows_as_of: the rows of a party as they were recorded before a moment.
-- Takes: nothing. Returns: nothing. Locks: the history while its index is made.

-- Which rows changed hands: only such changes, so the index is small and costs the others nothing.
CREATE INDEX trail_change_moved ON trail_change ((old_values->>'party_id'), at)
  WHERE op = 'U' AND jsonb_exists(old_values, 'party_id');

-- The rows of `tables` that were the party's just before `moment`: what they say now (or said when
-- they were removed later), with the first old value of every later change laid over it; rows that
-- came later are left out. now_values is NULL where the row is not there any more, `changed` are the
-- columns that changed later. Rows may have gone to other parties (a merge): those parties' histories are
-- read too, and a row counts as whose it was then. Sensitive values come as dots.
CREATE FUNCTION trail_rows_as_of(party bigint, moment timestamptz, tables text[])
RETURNS TABLE (table_name text, row_id bigint, row_values jsonb, now_values jsonb, changed text[])
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public AS $$
DECLARE
  w trail_watched;
  held bigint[];
BEGIN
  WITH RECURSIVE holder AS (
    SELECT party AS id
    UNION
    SELECT c.party_id FROM holder JOIN trail_change c
      ON c.op = 'U' AND jsonb_exists(c.old_values, 'party_id')
     AND c.old_values->>'party_id' = holder.id::text AND c.at >= moment
    WHERE c.table_name = ANY (tables) AND c.party_id IS NOT NULL)
  SELECT array_agg(id) INTO held FROM holder;
  FOR w IN SELECT * FROM trail_watched t
           WHERE t.table_name = ANY (tables) AND t.party_column IS NOT NULL LOOP
    RETURN QUERY EXECUTE format($q$
      WITH later AS MATERIALIZED (
        SELECT c.id, c.row_id, c.op, c.old_values FROM public.trail_change c
        WHERE c.party_id = ANY ($1) AND c.at >= $2 AND c.table_name = %4$L
          AND c.op IN ('I', 'U', 'D')
      ), present AS (
        SELECT r.%1$I::bigint AS row_id,
               trail_values(to_jsonb(r), CASE WHEN %2$s THEN $4 ELSE '{}' END, $5) AS row_values
        FROM public.%4$I r WHERE r.%3$I = ANY ($1)
      ), base AS (
        SELECT p.row_id, p.row_values, p.row_values AS now_values FROM present p
        UNION ALL
        (SELECT DISTINCT ON (l.row_id) l.row_id, l.old_values, NULL::jsonb FROM later l
         WHERE l.op = 'D' AND l.row_id NOT IN (SELECT p.row_id FROM present p)
         ORDER BY l.row_id, l.id DESC)
      ), first AS (
        SELECT DISTINCT ON (l.row_id, was.key) l.row_id, was.key, was.value
        FROM later l CROSS JOIN LATERAL jsonb_each(l.old_values) AS was WHERE l.op = 'U'
        ORDER BY l.row_id, was.key, l.id
      ), back AS (
        SELECT f.row_id, jsonb_object_agg(f.key, f.value) AS was, array_agg(f.key) AS changed
        FROM first f GROUP BY f.row_id
      ), stood AS (
        SELECT b.row_id, b.row_values || coalesce(k.was, '{}') AS row_values,
               b.now_values, coalesce(k.changed, '{}') AS changed
        FROM base b LEFT JOIN back k ON k.row_id = b.row_id
        WHERE NOT EXISTS (SELECT FROM later l WHERE l.row_id = b.row_id AND l.op = 'I'))
      SELECT %4$L::text, t.row_id, t.row_values, t.now_values, t.changed
      FROM stood t WHERE t.row_values->>%3$L = $3::text ORDER BY t.row_id $q$,
      w.key_column, w.masked_when, w.party_column, w.table_name)
      USING held, moment, party, w.masked, w.ignored;
  END LOOP;
END $$;
