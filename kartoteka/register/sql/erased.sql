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

-- register_erase: what a merge kept of values, to be able to put them back, of merges of those of the
-- parties that are erased. Returns the rows touched.
CREATE FUNCTION register_erase(parties bigint[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  touched bigint;
BEGIN
  UPDATE register_mergedrow AS kept SET was = NULL, became = NULL
  FROM register_merge AS merge
    JOIN register_party AS party ON party.id IN (merge.survivor_id, merge.loser_id)
  WHERE merge.id = kept.merge_id AND party.id = ANY (parties) AND party.erased_at IS NOT NULL
    AND (kept.was IS NOT NULL OR kept.became IS NOT NULL);
  GET DIAGNOSTICS touched = ROW_COUNT;
  RETURN touched;
END $$;
REVOKE EXECUTE ON FUNCTION register_erase(bigint[]) FROM PUBLIC;
