-- The history of segments, and that an entry is one of the dictionary it stands in for.
-- Takes: nothing. Returns: nothing. Locks: the tables while their triggers are made.

-- A role is an entry of ROLE, a priority one of PRIORITY and so on: TG_ARGV is column, dictionary, …
CREATE FUNCTION register_check_choice() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  wrong boolean := false;
  n integer := 0;
BEGIN
  WHILE n < TG_NARGS AND NOT wrong LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM new_rows r JOIN register_choice c ON c.id = r.%I
                                   WHERE c.list <> %L)', TG_ARGV[n], TG_ARGV[n + 1]) INTO wrong;
    n := n + 2;
  END LOOP;
  IF wrong THEN
    RAISE EXCEPTION 'an entry of another dictionary'
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'register_choice_of_its_list',
            TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION register_check_choice() FROM kartoteka_desk;

-- Lets every row of `checked` be looked at; `pairs` are column, dictionary, column, dictionary, …
CREATE FUNCTION register_choices_of(checked regclass, VARIADIC pairs text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  event text;
BEGIN
  FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE'] LOOP
    EXECUTE format('CREATE TRIGGER %I AFTER %s ON %s REFERENCING NEW TABLE AS new_rows
                    FOR EACH STATEMENT EXECUTE FUNCTION register_check_choice(%s)',
      'register_choice_' || lower(event), event, checked,
      (SELECT string_agg(quote_literal(one), ', ' ORDER BY n)
       FROM unnest(pairs) WITH ORDINALITY AS p (one, n)));
  END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION register_choices_of(regclass, text[]) FROM kartoteka_desk;

SELECT register_choices_of('register_partyrole', 'role_id', 'ROLE');
SELECT register_choices_of('register_partysegment', 'priority_id', 'PRIORITY', 'classification_id',
                           'CLASSIFICATION', 'source_id', 'SOURCE');

SELECT trail_watch('register_choice', 'id', NULL);
SELECT trail_watch('register_activity', 'id', NULL);
SELECT trail_watch('register_partyrole', 'id', 'party_id');
SELECT trail_watch('register_partysegment', 'party_id', 'party_id');
SELECT trail_watch('register_partyactivity', 'id', 'party_id');
