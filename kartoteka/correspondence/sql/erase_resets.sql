-- What: somebody asked for a new password of one of these logins.
-- Takes: logins. Returns: nothing. Locks: the rows.
DELETE FROM correspondence_resetrequest
WHERE lower(email) IN (
  SELECT lower(unnest(ARRAY[login, email])) FROM access_user WHERE id = ANY (%(logins)s))
