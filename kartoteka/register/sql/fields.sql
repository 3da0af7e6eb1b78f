-- Fields that the office adds itself: what fits a type, and what a table of values must keep.
-- Takes: nothing. Returns: nothing. Locks: the tables while their triggers are made.

-- Whether a text is a day of the calendar in ISO's form, without an error for one that is none.
CREATE FUNCTION register_is_day(value text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN value !~ '^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' THEN false
    ELSE right(value, 2)::int <= CASE substr(value, 6, 2)::int
      WHEN 2 THEN CASE WHEN left(value, 4)::int % 4 = 0
                        AND (left(value, 4)::int % 100 <> 0 OR left(value, 4)::int % 400 = 0)
                       THEN 29 ELSE 28 END
      WHEN 4 THEN 30 WHEN 6 THEN 30 WHEN 9 THEN 30 WHEN 11 THEN 30 ELSE 31 END END
$$;

-- Whether JSON keeps a value of this type. The last word on shapes; limits, patterns and conditions
-- are the operation's, because a definition may be tightened while older values stay.
CREATE FUNCTION register_field_fits(kind text, value jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE kind
    WHEN 'TEXT' THEN jsonb_typeof(value) = 'string' AND value <> '""'
    WHEN 'LONG_TEXT' THEN jsonb_typeof(value) = 'string' AND value <> '""'
    WHEN 'NUMBER' THEN jsonb_typeof(value) = 'number'
    WHEN 'MONEY' THEN jsonb_typeof(value) = 'number'
    WHEN 'DATE' THEN jsonb_typeof(value) = 'string' AND register_is_day(value #>> '{}')
    WHEN 'YES_NO' THEN jsonb_typeof(value) = 'boolean'
    WHEN 'DICTIONARY' THEN jsonb_typeof(value) = 'string'
    WHEN 'MULTI_CHOICE' THEN jsonb_typeof(value) = 'array' AND value <> '[]'
    ELSE jsonb_typeof(value) = 'number' AND value #>> '{}' ~ '^[0-9]{1,18}$' END
$$;

-- What a value of one type is as another, NULL where it cannot be told. `options` are the codes of a
-- dictionary by their own folded form and by their folded words.
CREATE FUNCTION register_field_converted(value jsonb, was text, becomes text, options jsonb)
RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, public AS $$
  SELECT CASE
    WHEN was = becomes THEN value
    WHEN becomes IN ('TEXT', 'LONG_TEXT') THEN CASE WHEN was = 'YES_NO' THEN
        to_jsonb(CASE value WHEN 'true' THEN '1' ELSE '0' END)
      WHEN was = 'MULTI_CHOICE' THEN
        to_jsonb((SELECT string_agg(one, ', ') FROM jsonb_array_elements_text(value) AS one))
      ELSE to_jsonb(value #>> '{}') END
    WHEN becomes IN ('NUMBER', 'MONEY') THEN CASE
      WHEN was IN ('NUMBER', 'MONEY') THEN value
      WHEN regexp_replace(bare, '[[:space:]\u00a0]', '', 'g') ~ '^-?[0-9]{1,12}([.,][0-9]{1,6})?$'
        THEN to_jsonb(replace(regexp_replace(bare, '[[:space:]\u00a0]', '', 'g'), ',', '.')::numeric)
      END
    WHEN becomes = 'DATE' THEN CASE
      WHEN register_is_day(bare) THEN to_jsonb(bare)
      WHEN bare ~ '^[0-9]{1,2}\. ?[0-9]{1,2}\. ?[0-9]{4}$' AND register_is_day(turned)
        THEN to_jsonb(turned) END
    WHEN becomes = 'YES_NO' THEN CASE
      WHEN fold(bare) IN ('1', 'tak', 'ano', 'yes', 'true', 't', 'y') THEN 'true'::jsonb
      WHEN fold(bare) IN ('0', 'nie', 'no', 'false', 'n') THEN 'false'::jsonb END
    WHEN becomes = 'DICTIONARY' THEN CASE
      WHEN was = 'MULTI_CHOICE' THEN
        CASE WHEN jsonb_array_length(value) = 1 THEN value -> 0 END
      ELSE options -> fold(bare) END
    WHEN becomes = 'MULTI_CHOICE' THEN CASE
      WHEN was = 'DICTIONARY' THEN jsonb_build_array(value)
      WHEN options ? fold(bare) THEN jsonb_build_array(options -> fold(bare)) END
    WHEN becomes IN ('PARTY', 'PERSON') AND was IN ('PARTY', 'PERSON') THEN value
    END
  FROM (SELECT btrim(value #>> '{}') AS bare) AS told
  CROSS JOIN LATERAL (
    SELECT split_part(bare, '.', 3) AS y, split_part(bare, '.', 2) AS m, split_part(bare, '.', 1) AS d
  ) AS parts
  CROSS JOIN LATERAL (
    SELECT concat_ws('-', btrim(y), lpad(btrim(m), 2, '0'), lpad(btrim(d), 2, '0')) AS turned
  ) AS written
$$;

-- What ranges and the order of a field are read off: a number, or NULL of anything else, so that an
-- index on it stays true while a definition changes its type.
CREATE FUNCTION register_field_number(value jsonb) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE jsonb_typeof(value) WHEN 'number' THEN (value #>> '{}')::numeric END
$$;

-- Refuses values that no definition knows, of another type, from no dictionary or of no party; of a
-- change only what it has made different. Arguments: code of the record, key of the table.
CREATE FUNCTION register_fields_check() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  wrong text;
BEGIN
  EXECUTE format($q$
    SELECT v.key FROM new_rows n %s
    CROSS JOIN LATERAL jsonb_each(n.fields) v
    LEFT JOIN register_customfield f ON f.record = %L AND f.key = v.key
    WHERE %s (f.id IS NULL OR NOT register_field_fits(f.kind, v.value)
      OR f.kind = 'DICTIONARY' AND NOT EXISTS (
        SELECT FROM register_dictionaryvalue d
        WHERE d.dictionary_id = f.dictionary_id AND d.code = v.value #>> '{}')
      OR f.kind = 'MULTI_CHOICE' AND EXISTS (
        SELECT FROM jsonb_array_elements_text(v.value) one
        WHERE NOT EXISTS (SELECT FROM register_dictionaryvalue d
                          WHERE d.dictionary_id = f.dictionary_id AND d.code = one))
      OR f.kind IN ('PARTY', 'PERSON') AND NOT EXISTS (
        SELECT FROM register_party p WHERE p.id = (v.value #>> '{}')::bigint))
    LIMIT 1 $q$,
    CASE TG_OP WHEN 'UPDATE' THEN format('JOIN old_rows o USING (%I)', TG_ARGV[1]) ELSE '' END,
    TG_ARGV[0],
    CASE TG_OP WHEN 'UPDATE' THEN 'o.fields -> v.key IS DISTINCT FROM v.value AND' ELSE '' END)
    INTO wrong;
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'the field % of a % cannot be so', wrong, TG_ARGV[0]
      USING ERRCODE = 'check_violation', CONSTRAINT = 'register_fields_fit',
            TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NULL;
END $$;

-- register_keeps_fields: from here on `keeping` (a key and `fields jsonb`) takes only values that fit
-- the definitions of `record`, and finds any of them by equality. For migrations of other rooms.
CREATE FUNCTION register_keeps_fields(keeping regclass, key text, record text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  event text;
BEGIN
  EXECUTE format('CREATE INDEX %I ON %s USING gin (fields jsonb_path_ops)',
                 replace(keeping::text, 'public.', '') || '_equal', keeping);
  FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE'] LOOP
    EXECUTE format(
      'CREATE TRIGGER %I AFTER %s ON %s %s FOR EACH STATEMENT
       EXECUTE FUNCTION register_fields_check(%L, %L)',
      'fields_fit_' || lower(event), event, keeping,
      CASE event WHEN 'INSERT' THEN 'REFERENCING NEW TABLE AS new_rows'
                 ELSE 'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows' END, record, key);
  END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION register_keeps_fields(regclass, text, text), register_fields_check()
  FROM kartoteka_desk;

SELECT register_keeps_fields('register_partyfields', 'party_id', 'party');
SELECT trail_watch('register_partyfields', 'party_id', 'party_id');
SELECT trail_watch('register_fieldtab', 'id', NULL);
SELECT trail_watch('register_customfield', 'id', NULL, '{}', 'true',
                   ARRAY['index_state', 'index_note']);
SELECT trail_watch('register_dictionary', 'id', NULL);
SELECT trail_watch('register_dictionaryvalue', 'id', NULL);
