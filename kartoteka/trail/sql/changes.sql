-- The history of every mutable table: trail_change, and trail_watch, which makes a table keep it.
-- Takes: nothing. Returns: nothing. Locks: the watched table while its triggers are made.

CREATE TABLE trail_change (
  id bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL DEFAULT now(),
  actor bigint,
  real_actor bigint,
  address text NOT NULL DEFAULT '',
  db_role text,
  table_name text NOT NULL,
  row_id bigint,
  party_id bigint,
  op char(1) NOT NULL CONSTRAINT trail_change_op_known CHECK (op IN ('I', 'U', 'D', 'T', 'R')),
  old_values jsonb,
  new_values jsonb
) PARTITION BY RANGE (at);
CREATE INDEX trail_change_party ON trail_change (party_id, at DESC, id DESC)
  WHERE party_id IS NOT NULL;
CREATE INDEX trail_change_row ON trail_change (table_name, row_id) WHERE party_id IS NULL;
COMMENT ON COLUMN trail_change.db_role IS
  'the session''s role where no operation handed its actor down: SQL that bypassed the program';
COMMENT ON COLUMN trail_change.op IS
  'I inserted (no values: the row has them), U changed, D deleted, T truncated, R revealed';

-- Which tables are watched, and what their history must not say in clear.
CREATE TABLE trail_watched (
  table_name text PRIMARY KEY,
  key_column text NOT NULL,
  party_column text,
  masked text[] NOT NULL,
  masked_when text NOT NULL,
  ignored text[] NOT NULL
);

CREATE FUNCTION trail_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  RAISE EXCEPTION 'the history is append-only'
    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'trail_change_append_only',
          TABLE = TG_TABLE_NAME;
END $$;
CREATE TRIGGER trail_change_append_only BEFORE UPDATE OR DELETE ON trail_change
  FOR EACH ROW EXECUTE FUNCTION trail_refuse_change();
CREATE TRIGGER trail_change_no_truncate BEFORE TRUNCATE ON trail_change
  FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse_change();

CREATE TABLE trail_change_default PARTITION OF trail_change DEFAULT;
CREATE TRIGGER trail_change_no_truncate BEFORE TRUNCATE ON trail_change_default
  FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse_change();

-- Makes the partition of a year, once; rows that waited for it in the default partition move in.
CREATE FUNCTION trail_prepare_year(year integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  part text := format('trail_change_%s', year);
  starts timestamptz := make_timestamptz(year, 1, 1, 0, 0, 0, 'UTC');
  ends timestamptz := make_timestamptz(year + 1, 1, 1, 0, 0, 0, 'UTC');
BEGIN
  IF to_regclass('public.' || part) IS NOT NULL THEN
    RETURN false;
  END IF;
  EXECUTE format('CREATE TABLE public.%I (LIKE public.trail_change INCLUDING ALL)', part);
  EXECUTE format('ALTER TABLE public.%I ALTER COLUMN id DROP IDENTITY IF EXISTS', part);
  IF EXISTS (SELECT FROM trail_change_default WHERE at >= starts AND at < ends) THEN
    ALTER TABLE trail_change_default DISABLE TRIGGER trail_change_append_only;
    EXECUTE format('WITH moved AS (DELETE FROM public.trail_change_default
                      WHERE at >= $1 AND at < $2 RETURNING *)
                    INSERT INTO public.%I SELECT * FROM moved', part) USING starts, ends;
    ALTER TABLE trail_change_default ENABLE TRIGGER trail_change_append_only;
  END IF;
  EXECUTE format('ALTER TABLE public.trail_change ATTACH PARTITION public.%I
                  FOR VALUES FROM (%L) TO (%L)', part, starts, ends);
  EXECUTE format('CREATE TRIGGER trail_change_no_truncate BEFORE TRUNCATE ON public.%I
                  FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse_change()', part);
  EXECUTE format('REVOKE ALL ON public.%I FROM kartoteka_desk', part);
  RETURN true;
END $$;
SELECT trail_prepare_year(extract(year FROM now() AT TIME ZONE 'UTC')::integer + ahead)
FROM generate_series(0, 1) AS ahead;

-- A row's values without those that history leaves out, the sensitive ones as dots.
CREATE FUNCTION trail_values(row_values jsonb, masked text[], ignored text[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT jsonb_object_agg(key, CASE WHEN key = ANY (masked) AND value <> 'null' AND value <> '""'
                                    THEN '"•••"' ELSE value END)
  FROM jsonb_each(row_values) WHERE NOT key = ANY (ignored)
$$;

-- The columns of `one` that `other` has otherwise.
CREATE FUNCTION trail_difference(one jsonb, other jsonb, masked text[], ignored text[])
RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT jsonb_object_agg(key, CASE WHEN key = ANY (masked) AND value <> 'null' AND value <> '""'
                                    THEN '"•••"' ELSE value END)
  FROM jsonb_each(one)
  WHERE NOT key = ANY (ignored) AND value IS DISTINCT FROM other -> key
$$;

-- One statement's changes go into the history by one statement. The transition tables are named
-- old_rows and new_rows; the arguments are those of trail_watch. An update that moves a key is a
-- row that went and a row that came.
CREATE FUNCTION trail_note() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  key text := TG_ARGV[0];
  party text := TG_ARGV[1];
  masked text[] := TG_ARGV[2];
  masked_when text := TG_ARGV[3];
  ignored text[] := TG_ARGV[4];
  actor bigint := nullif(current_setting('kartoteka.actor', true), '');
  real_actor bigint := nullif(current_setting('kartoteka.real_actor', true), '');
  address text := coalesce(current_setting('kartoteka.address', true), '');
  db_role text := CASE WHEN actor IS NULL
                        AND coalesce(current_setting('kartoteka.through', true), '') = ''
                       THEN session_user END;
  head text := 'INSERT INTO public.trail_change
    (actor, real_actor, address, db_role, table_name, row_id, party_id, op, old_values, new_values)
    SELECT $1, $2, $3, $4, $5, ';
  hidden text;
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    EXECUTE head || 'NULL, NULL, ''T'', NULL, NULL'
      USING actor, real_actor, address, db_role, TG_TABLE_NAME;
    RETURN NULL;
  END IF;
  IF TG_OP = 'INSERT' THEN
    EXECUTE head || format('r.%I, %s, ''I'', NULL, NULL FROM new_rows r', key,
                           CASE WHEN party = '' THEN 'NULL' ELSE format('r.%I', party) END)
      USING actor, real_actor, address, db_role, TG_TABLE_NAME;
    RETURN NULL;
  END IF;
  hidden := CASE WHEN masked = '{}' THEN '$6' ELSE format(
    '(CASE WHEN EXISTS (SELECT FROM (SELECT o.* %s) r WHERE %s) THEN $6 ELSE ''{}'' END)',
    CASE WHEN TG_OP = 'UPDATE' THEN 'UNION ALL SELECT n.*' ELSE '' END, masked_when) END;
  IF TG_OP = 'DELETE' THEN
    EXECUTE head || format('o.%I, %s, ''D'', trail_values(to_jsonb(o), %s, $7), NULL
                            FROM old_rows o', key,
                           CASE WHEN party = '' THEN 'NULL' ELSE format('o.%I', party) END, hidden)
      USING actor, real_actor, address, db_role, TG_TABLE_NAME, masked, ignored;
    RETURN NULL;
  END IF;
  EXECUTE head || format(
    'coalesce(n.%1$I, o.%1$I), %2$s,
     CASE WHEN o.%1$I IS NULL THEN ''I'' WHEN n.%1$I IS NULL THEN ''D'' ELSE ''U'' END, d.was, d.is
     FROM old_rows o FULL JOIN new_rows n ON n.%1$I = o.%1$I
     CROSS JOIN LATERAL (
       SELECT trail_difference(to_jsonb(o), to_jsonb(n), %3$s, $7) AS was,
              CASE WHEN o.%1$I IS NOT NULL
                   THEN trail_difference(to_jsonb(n), to_jsonb(o), %3$s, $7) END AS is
     ) d
     WHERE o IS DISTINCT FROM n AND (d.was IS NOT NULL OR d.is IS NOT NULL OR o.%1$I IS NULL)',
    key,
    CASE WHEN party = '' THEN 'NULL' ELSE format('coalesce(n.%1$I, o.%1$I)', party) END,
    hidden)
    USING actor, real_actor, address, db_role, TG_TABLE_NAME, masked, ignored;
  RETURN NULL;
END $$;

-- trail_watch: from here on every change of `watched` leaves its trace. `key` is its bigint key,
-- `party_column` the column that says whose history it is (NULL: nobody's). The values of `masked`
-- columns are kept as dots where `masked_when` (a condition on the row `r`) holds; changes of
-- `ignored` and of generated columns are not kept at all. Called again it replaces what it said.
CREATE FUNCTION trail_watch(watched regclass, key text, party_column text,
                            masked text[] DEFAULT '{}', masked_when text DEFAULT 'true',
                            ignored text[] DEFAULT '{}') RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  event text;
  left_out text[] := ignored || ARRAY(
    SELECT attname::text FROM pg_attribute
    WHERE attrelid = watched AND attnum > 0 AND NOT attisdropped AND attgenerated <> '');
BEGIN
  INSERT INTO trail_watched
  SELECT relname, key, party_column, trail_watch.masked, trail_watch.masked_when, left_out
  FROM pg_class WHERE oid = watched
  ON CONFLICT (table_name) DO UPDATE SET
    key_column = excluded.key_column, party_column = excluded.party_column,
    masked = excluded.masked, masked_when = excluded.masked_when, ignored = excluded.ignored;
  FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'] LOOP
    EXECUTE format(
      'CREATE OR REPLACE TRIGGER %I AFTER %s ON %s %s FOR EACH STATEMENT
       EXECUTE FUNCTION trail_note(%L, %L, %L, %L, %L)',
      'trail_' || lower(event), event, watched,
      CASE event WHEN 'INSERT' THEN 'REFERENCING NEW TABLE AS new_rows'
                 WHEN 'UPDATE' THEN 'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows'
                 WHEN 'DELETE' THEN 'REFERENCING OLD TABLE AS old_rows' ELSE '' END,
      key, coalesce(party_column, ''), masked, masked_when, left_out);
  END LOOP;
END $$;

-- The rows of a watched table as they are, sensitive values as dots: what an insert's thin row
-- leaves out of the history.
CREATE FUNCTION trail_rows_now(watched text, row_ids bigint[])
RETURNS TABLE (row_id bigint, row_values jsonb)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public AS $$
DECLARE
  w trail_watched;
BEGIN
  SELECT * INTO w FROM trail_watched WHERE table_name = watched;
  IF NOT FOUND OR to_regclass('public.' || quote_ident(watched)) IS NULL THEN
    RETURN;
  END IF;
  RETURN QUERY EXECUTE format(
    'SELECT r.%1$I::bigint, trail_values(to_jsonb(r), CASE WHEN %2$s THEN $2 ELSE ''{}'' END, $3)
     FROM public.%3$I r WHERE r.%1$I = ANY ($1)', w.key_column, w.masked_when, watched)
    USING row_ids, w.masked, w.ignored;
END $$;

-- Something that is no change but must be provable (a sensitive value shown, with its reason).
CREATE FUNCTION trail_note_reveal(watched text, revealed bigint, party bigint, facts jsonb)
RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  INSERT INTO trail_change (actor, real_actor, address, db_role, table_name, row_id, party_id, op,
                            new_values)
  SELECT nullif(current_setting('kartoteka.actor', true), '')::bigint,
         nullif(current_setting('kartoteka.real_actor', true), '')::bigint,
         coalesce(current_setting('kartoteka.address', true), ''),
         CASE WHEN coalesce(current_setting('kartoteka.through', true), '') = ''
               AND coalesce(current_setting('kartoteka.actor', true), '') = ''
              THEN session_user END,
         watched, revealed, party, 'R', facts
$$;

REVOKE ALL ON trail_change, trail_change_default, trail_watched FROM kartoteka_desk;
GRANT SELECT ON trail_change, trail_watched TO kartoteka_desk;
REVOKE EXECUTE ON FUNCTION trail_watch(regclass, text, text, text[], text, text[])
  FROM kartoteka_desk;
REVOKE EXECUTE ON FUNCTION trail_note(), trail_refuse_change() FROM kartoteka_desk;
