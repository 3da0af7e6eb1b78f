-- A stamp that is drawn anew whenever a definition of custom fields or a dictionary changes, so that
-- programs read all definitions once and not with every page.
-- Takes: nothing. Returns: nothing. Locks: the tables while their triggers are made.
CREATE TABLE register_fieldstamp (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  stamp uuid NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO register_fieldstamp DEFAULT VALUES;

CREATE FUNCTION register_field_stamp() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  UPDATE register_fieldstamp SET stamp = gen_random_uuid();
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION register_field_stamp() FROM kartoteka_desk;
REVOKE INSERT, UPDATE, DELETE ON register_fieldstamp FROM kartoteka_desk;

CREATE TRIGGER field_stamp AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON register_fieldtab
  FOR EACH STATEMENT EXECUTE FUNCTION register_field_stamp();
CREATE TRIGGER field_stamp AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON register_customfield
  FOR EACH STATEMENT EXECUTE FUNCTION register_field_stamp();
CREATE TRIGGER field_stamp AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON register_dictionaryvalue
  FOR EACH STATEMENT EXECUTE FUNCTION register_field_stamp();
