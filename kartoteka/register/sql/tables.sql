-- What Django cannot say about the register's tables, and their history.
-- Takes: nothing. Returns: nothing. Locks: the tables while they are altered.
--
-- The statements on transition tables go through EXECUTE: each is planned for its own number of
-- rows. A plan kept from one new customer compares a hundred thousand with one another.

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
  EXECUTE $q$
    WITH RECURSIVE up AS (
      SELECT parent_id, 1 AS height FROM new_rows WHERE parent_id IS NOT NULL
      UNION
      SELECT p.parent_id, up.height + 1 FROM up JOIN register_party p ON p.id = up.parent_id
      WHERE p.parent_id IS NOT NULL AND up.height <= $1
    )
    SELECT max(height) > $1 FROM up $q$ INTO too_deep USING deepest;
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

-- Of a registered and a correspondence address one is valid at a time. Whoever adds one locks the
-- party first (no other lock of the register is asked for after it), so that two at the same time
-- see each other; a bulk load of new parties needs no lock, nobody knows them yet.
CREATE FUNCTION register_address_check_validity() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  overlapping boolean;
BEGIN
  IF coalesce(current_setting('kartoteka.bulk', true), '') <> 'new parties' THEN
    EXECUTE $q$
      SELECT FROM register_party
      WHERE id IN (SELECT party_id FROM new_rows WHERE kind IN ('REGISTERED', 'CORRESPONDENCE'))
      ORDER BY id FOR NO KEY UPDATE $q$;
  END IF;
  EXECUTE $q$
    SELECT EXISTS (
      SELECT FROM new_rows n
      JOIN register_address a ON a.party_id = n.party_id AND a.kind = n.kind AND a.id <> n.id
        AND daterange(a.valid_from, a.valid_to, '[]') && daterange(n.valid_from, n.valid_to, '[]')
      WHERE n.kind IN ('REGISTERED', 'CORRESPONDENCE')
    ) $q$ INTO overlapping;
  IF overlapping THEN
    RAISE EXCEPTION 'two addresses of this kind would be valid on the same day'
      USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'register_address_one_at_a_time',
            TABLE = 'register_address';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER register_address_validity_insert AFTER INSERT ON register_address
  REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION register_address_check_validity();
CREATE TRIGGER register_address_validity_update AFTER UPDATE ON register_address
  REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION register_address_check_validity();

-- What numbers of parties that come without one are drawn from (next_number.sql).
CREATE SEQUENCE register_party_number_seq AS bigint;

SELECT trail_watch('register_party', 'id', 'id');
SELECT trail_watch('register_identifier', 'id', 'party_id', ARRAY['value'],
                   $$r.kind IN ('PESEL', 'RC')$$, ARRAY['value_hash', 'is_head']);
SELECT trail_watch('register_address', 'id', 'party_id');
SELECT trail_watch('register_contact', 'id', 'party_id', '{}', 'true', ARRAY['typed']);
SELECT trail_watch('register_bankaccount', 'id', 'party_id');
SELECT trail_watch('register_portalgrant', 'id', 'party_id');
