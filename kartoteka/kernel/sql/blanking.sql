-- Tables to which rows are only added, of which certain columns may be emptied once: when a person
-- is erased.
-- Takes: nothing. Returns: nothing. Locks: the table named in append_only, when a room calls it.

-- Lets an update pass that empties some of the columns in TG_ARGV[0] and changes nothing else, from
-- within an eraser (kartoteka.erasing); refuses every other one.
CREATE FUNCTION blanking_only() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  columns text[] := TG_ARGV[0];
  -- Generated columns have no value yet in NEW.
  apart text[] := columns || ARRAY(SELECT attname::text FROM pg_attribute
                                   WHERE attrelid = TG_RELID AND attgenerated <> '');
BEGIN
  IF current_setting('kartoteka.erasing', true) = 'on'
     AND to_jsonb(NEW) - apart = to_jsonb(OLD) - apart
     AND NOT EXISTS (
       SELECT FROM jsonb_each(to_jsonb(NEW)) AS now
       WHERE now.key = ANY (columns) AND now.value NOT IN ('""', 'null', '{}', '[]')
         AND now.value IS DISTINCT FROM to_jsonb(OLD) -> now.key)
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
    USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only',
          TABLE = TG_TABLE_NAME;
END $$;

-- may_be_blanked: of `target`, whose statements another trigger guards, the eraser may empty these.
CREATE FUNCTION may_be_blanked(target regclass, columns text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER blanking_only BEFORE UPDATE ON %s FOR EACH ROW
                  EXECUTE FUNCTION blanking_only(%L)', target, columns);
END $$;

-- Refuses what is no adding; an update of a table that has columns to blank goes on to its rows.
CREATE FUNCTION adding_only() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND TG_NARGS > 0 AND current_setting('kartoteka.erasing', true) = 'on' THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only',
          TABLE = TG_TABLE_NAME;
END $$;

-- append_only: rows of `target` are only added, by whatever role; erasing may empty `blanked`.
CREATE FUNCTION append_only(target regclass, blanked text[] DEFAULT '{}') RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER adding_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %s
                  FOR EACH STATEMENT EXECUTE FUNCTION adding_only(%s)', target,
                 CASE WHEN blanked = '{}' THEN '' ELSE quote_literal('blanking') END);
  IF blanked <> '{}' THEN
    PERFORM may_be_blanked(target, blanked);
  END IF;
  EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM kartoteka_desk', target);
END $$;
REVOKE EXECUTE ON FUNCTION append_only(regclass, text[]), may_be_blanked(regclass, text[]),
  blanking_only(), adding_only() FROM PUBLIC, kartoteka_desk;
