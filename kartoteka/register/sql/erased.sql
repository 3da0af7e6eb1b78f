-- What is left of an erased party names nobody, and stays so.
-- Takes: nothing. Returns: nothing. Locks: register_party while its trigger is made.
CREATE FUNCTION register_party_stays_erased() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  RAISE EXCEPTION 'an erased party does not change'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'register_party_stays_erased',
          TABLE = 'register_party';
END $$;
CREATE TRIGGER register_party_stays_erased BEFORE UPDATE ON register_party
  FOR EACH ROW WHEN (OLD.erased_at IS NOT NULL) EXECUTE FUNCTION register_party_stays_erased();
REVOKE EXECUTE ON FUNCTION register_party_stays_erased() FROM PUBLIC, kartoteka_desk;
