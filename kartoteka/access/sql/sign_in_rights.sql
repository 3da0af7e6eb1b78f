-- Who may see which rows of signing in: the desk all, the portal's door those of portal users.
-- Takes: nothing. Returns: nothing. Locks: the tables named, for a moment.

-- Counters of failed attempts, shared by the processes of a realm. Two tables, because a cache
-- trusts what it reads.
CREATE TABLE access_desk_cache (
  cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX access_desk_cache_expires ON access_desk_cache (expires);
CREATE TABLE access_portal_cache (
  cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX access_portal_cache_expires ON access_portal_cache (expires);

GRANT SELECT, INSERT, UPDATE, DELETE ON access_portal_session, access_portal_cache TO kartoteka_door;

GRANT SELECT ON access_user TO kartoteka_door;
GRANT UPDATE (password, last_login, must_change_password, language, theme) ON access_user
  TO kartoteka_door;
ALTER TABLE access_user ENABLE ROW LEVEL SECURITY;
CREATE POLICY access_user_desk ON access_user TO kartoteka_desk USING (true) WITH CHECK (true);
CREATE POLICY access_user_door ON access_user TO kartoteka_door
  USING (realm = 'portal') WITH CHECK (realm = 'portal');

-- What allauth keeps of a user; the subquery itself sees only portal users as the door.
GRANT SELECT ON account_emailaddress TO kartoteka_door;
GRANT SELECT, INSERT, UPDATE, DELETE ON mfa_authenticator, usersessions_usersession
  TO kartoteka_door;
DO $$
DECLARE kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['account_emailaddress', 'mfa_authenticator', 'usersessions_usersession']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', kept);
    EXECUTE format('CREATE POLICY %I ON %I TO kartoteka_desk USING (true) WITH CHECK (true)',
                   kept || '_desk', kept);
    EXECUTE format('CREATE POLICY %I ON %I TO kartoteka_door USING (user_id IN '
                   '(SELECT id FROM access_user WHERE realm = ''portal'')) WITH CHECK (user_id IN '
                   '(SELECT id FROM access_user WHERE realm = ''portal''))', kept || '_door', kept);
  END LOOP;
END $$;

-- The name of the office stands on every page of both realms.
GRANT SELECT (id, name, parent_id, is_active) ON access_unit TO kartoteka_door, kartoteka_portal;

-- There is always somebody who may do everything: the last active superadministrator can be
-- neither blocked nor made less. Two who block each other at one moment wait here in line.
CREATE FUNCTION access_keep_a_superadministrator() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('access_superadministrator'));
  IF NOT EXISTS (SELECT FROM access_user
                 WHERE role = 'SUPERADMINISTRATOR' AND is_active AND id <> OLD.id) THEN
    RAISE EXCEPTION 'the last superadministrator stays'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'access_user_last_superadministrator';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER access_user_keep_on_update BEFORE UPDATE OF role, is_active ON access_user
  FOR EACH ROW WHEN (OLD.role = 'SUPERADMINISTRATOR' AND OLD.is_active
                     AND (NEW.role IS DISTINCT FROM OLD.role OR NOT NEW.is_active))
  EXECUTE FUNCTION access_keep_a_superadministrator();
CREATE TRIGGER access_user_keep_on_delete BEFORE DELETE ON access_user
  FOR EACH ROW WHEN (OLD.role = 'SUPERADMINISTRATOR' AND OLD.is_active)
  EXECUTE FUNCTION access_keep_a_superadministrator();
