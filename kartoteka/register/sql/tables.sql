-- What Django cannot say about the register's tables, and their history.
-- Takes: nothing. Returns: nothing. Locks: the tables while they are altered.

-- An identifier carries its party's is_head, so that "unique among heads of trees" is an index.
-- The key follows the party: moving a party moves its identifiers in or out of that uniqueness.
ALTER TABLE register_identifier ADD CONSTRAINT register_identifier_party
  FOREIGN KEY (party_id, is_head) REFERENCES register_party (id, is_head)
  ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;

-- A tree has no cycle and stays shallow enough to be read. Moves wait for one another, so that two
-- at the same time cannot close a ring that neither sees.
CREATE FUNCTION register_party_check_tree() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  deepest constant integer := 20;
  too_deep boolean;
BEGIN
  IF NOT EXISTS (SELECT FROM new_rows WHERE parent_id IS NOT NULL) THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    PERFORM pg_advisory_xact_lock(hashtext('register_party_tree'));
  END IF;
  WITH RECURSIVE up AS (
    SELECT parent_id, 1 AS height FROM new_rows WHERE parent_id IS NOT NULL
    UNION
    SELECT p.parent_id, up.height + 1 FROM up JOIN register_party p ON p.id = up.parent_id
    WHERE p.parent_id IS NOT NULL AND up.height <= deepest
  )
  SELECT max(height) > deepest INTO too_deep FROM up;
  IF too_deep THEN
    RAISE EXCEPTION 'a tree of parties has a cycle, or more than % floors', deepest
      USING ERRCODE = 'check_violation', CONSTRAINT = 'register_party_no_cycle',
            TABLE = 'register_party';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER register_party_tree_insert AFTER INSERT ON register_party
  REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION register_party_check_tree();
CREATE TRIGGER register_party_tree_update AFTER UPDATE ON register_party
  REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION register_party_check_tree();

-- Numbers for parties that come without one: K000001 and on.
CREATE SEQUENCE register_party_number AS bigint;

SELECT trail_watch('register_party', 'id', 'id');
SELECT trail_watch('register_identifier', 'id', 'party_id', ARRAY['value'],
                   $$r.kind IN ('PESEL', 'RC')$$, ARRAY['value_hash', 'is_head']);
SELECT trail_watch('register_address', 'id', 'party_id');
SELECT trail_watch('register_contact', 'id', 'party_id', '{}', 'true', ARRAY['typed']);
SELECT trail_watch('register_bankaccount', 'id', 'party_id');
SELECT trail_watch('register_portalgrant', 'id', 'party_id');
