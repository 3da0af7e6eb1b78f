-- What a customer may read of the register: the parties that the signed-in login holds.
-- Takes: nothing. Returns: nothing. Locks: the tables named, for a moment.

-- The parties of whoever holds the session whose secret key the transaction has set. A party's
-- number opens nothing; without a living session there are none. (portal_blocks.sql takes its place.)
CREATE FUNCTION portal_parties() RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  RETURN coalesce((
    SELECT array_agg(held.party_id)
    FROM access_portal_session AS session
      JOIN access_user AS login ON login.id = session.user_id
      JOIN register_portalgrant AS held ON held.user_id = login.id AND held.ended_at IS NULL
    WHERE session.session_key = current_setting('kartoteka.session', true)
      AND session.expire_date > now() AND login.realm = 'portal' AND login.is_active), '{}');
END $$;
REVOKE EXECUTE ON FUNCTION portal_parties() FROM PUBLIC, kartoteka_desk;
GRANT EXECUTE ON FUNCTION portal_parties() TO kartoteka_portal;

SELECT portal_may_read('register_party', 'id = ANY ((SELECT portal_parties())::bigint[])',
  '{id, public_id, number, kind, name, first_name, last_name, country, language, state}');
SELECT portal_may_read('register_identifier',
  $$party_id = ANY ((SELECT portal_parties())::bigint[]) AND kind NOT IN ('PESEL', 'RC')$$,
  '{id, party_id, kind, value}');
SELECT portal_may_read('register_address', 'party_id = ANY ((SELECT portal_parties())::bigint[])',
  '{id, party_id, kind, street, building, flat, postal_code, city, country, valid_from, valid_to}');
SELECT portal_may_read('register_contact', 'party_id = ANY ((SELECT portal_parties())::bigint[])',
  '{id, party_id, kind, value, is_preferred}');

-- Signing in: activating a login gives it its party.
GRANT SELECT, INSERT ON register_portalgrant TO kartoteka_door;
GRANT USAGE ON SEQUENCE register_portalgrant_id_seq TO kartoteka_door;
