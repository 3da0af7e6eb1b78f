-- A party whose portal is blocked is not there for the customer, from that very moment; a login that
-- holds no other party does not sign in. Takes the place of portal_parties in portal.sql.
-- Takes: nothing. Returns: nothing. Locks: nothing.
CREATE OR REPLACE FUNCTION portal_parties() RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  RETURN coalesce((
    SELECT array_agg(held.party_id)
    FROM access_portal_session AS session
      JOIN access_user AS login ON login.id = session.user_id
      JOIN register_portalgrant AS held ON held.user_id = login.id AND held.ended_at IS NULL
    WHERE session.session_key = current_setting('kartoteka.session', true)
      AND session.expire_date > now() AND login.realm = 'portal' AND login.is_active
      AND held.party_id NOT IN (SELECT party_id FROM register_blocked('PORTAL', NULL))), '{}');
END $$;

-- Whether every party that this login holds is blocked from the portal (false where it holds none).
CREATE FUNCTION register_portal_closed(login bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT coalesce(bool_and(held.party_id IN (SELECT party_id FROM register_blocked('PORTAL', NULL))),
                  false)
  FROM register_portalgrant AS held WHERE held.user_id = login AND held.ended_at IS NULL
$$;
REVOKE EXECUTE ON FUNCTION register_portal_closed(bigint) FROM PUBLIC, kartoteka_desk;
GRANT EXECUTE ON FUNCTION register_portal_closed(bigint) TO kartoteka_door;
