-- The history forgets a person: values go, that something was changed, when and by whom stays.
-- Takes: nothing. Returns: nothing. Locks: nothing.

-- The same columns without their values.
CREATE FUNCTION trail_blanked(row_values jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN row_values IS NOT NULL THEN
    coalesce((SELECT jsonb_object_agg(key, 'null'::jsonb) FROM jsonb_object_keys(row_values) AS key),
             '{}') END
$$;

-- As before, but a row may lose its values and its address, and nothing else, inside trail_blank.
CREATE OR REPLACE FUNCTION trail_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  loses constant text[] := '{old_values,new_values,address}';
BEGIN
  IF TG_OP = 'UPDATE' AND current_setting('kartoteka.erasing', true) = 'on' THEN
    IF to_jsonb(NEW) - loses = to_jsonb(OLD) - loses
       AND NEW.old_values IS NOT DISTINCT FROM trail_blanked(OLD.old_values)
       AND NEW.new_values IS NOT DISTINCT FROM trail_blanked(OLD.new_values)
       AND NEW.address IN (OLD.address, '')
    THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'the history is append-only'
    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'trail_change_append_only',
          TABLE = TG_TABLE_NAME;
END $$;

-- trail_blank: takes the values out of the history of these parties and logins, and the network
-- addresses of what the logins did to them; also out of the history of single rows that belong to
-- somebody else but are about them (owners, tables and row ids, in step). No role of the program may call it: the room that knows
-- who is erased does, in a function of its own. Returns the number of rows.
CREATE FUNCTION trail_blank(parties bigint[], logins bigint[], owners bigint[], tables text[],
                            row_ids bigint[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  of_parties bigint;
  of_logins bigint;
  of_rows bigint;
BEGIN
  PERFORM set_config('kartoteka.erasing', 'on', true);
  UPDATE trail_change SET
    old_values = trail_blanked(old_values), new_values = trail_blanked(new_values),
    address = CASE WHEN actor = ANY (logins) THEN '' ELSE address END
  WHERE party_id = ANY (parties)
    AND (old_values IS NOT NULL OR new_values IS NOT NULL OR actor = ANY (logins));
  GET DIAGNOSTICS of_parties = ROW_COUNT;
  UPDATE trail_change SET
    old_values = trail_blanked(old_values), new_values = trail_blanked(new_values),
    address = CASE WHEN actor = ANY (logins) THEN '' ELSE address END
  WHERE party_id IS NULL AND table_name = 'access_user' AND row_id = ANY (logins);
  GET DIAGNOSTICS of_logins = ROW_COUNT;
  UPDATE trail_change AS change SET
    old_values = trail_blanked(change.old_values), new_values = trail_blanked(change.new_values)
  FROM unnest(owners, tables, row_ids) AS one (party_id, table_name, row_id)
  WHERE change.party_id = one.party_id AND change.table_name = one.table_name
    AND change.row_id = one.row_id
    AND (change.old_values IS NOT NULL OR change.new_values IS NOT NULL);
  GET DIAGNOSTICS of_rows = ROW_COUNT;
  PERFORM set_config('kartoteka.erasing', '', true);
  RETURN of_parties + of_logins + of_rows;
END $$;
REVOKE EXECUTE ON FUNCTION trail_blank(bigint[], bigint[], bigint[], text[], bigint[])
  FROM PUBLIC, kartoteka_desk;
