-- Users and units keep history; password hashes and sign-in times are not part of it.
-- Takes: nothing. Returns: nothing. Locks: both tables while their triggers are made.
SELECT trail_watch('access_user', 'id', NULL, ARRAY['password'], 'true', ARRAY['last_login']);
SELECT trail_watch('access_unit', 'id', NULL);
