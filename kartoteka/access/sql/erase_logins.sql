-- What: logins of the portal that name nobody and open nothing any more.
-- Takes: logins. Returns: nothing. Locks: the rows.
UPDATE access_user SET
  login = 'erased-' || id, name = '', email = '', password = '!', is_active = false,
  last_login = NULL
WHERE id = ANY (%(logins)s) AND realm = 'portal'
