-- Forget counters that have run out and the list entries of sessions that no longer exist.
-- Takes: at (a moment). Returns: the number of list entries. Locks: the rows it deletes.
WITH desk AS (DELETE FROM access_desk_cache WHERE expires < %(at)s),
     portal AS (DELETE FROM access_portal_cache WHERE expires < %(at)s)
DELETE FROM usersessions_usersession AS listed
WHERE NOT EXISTS (SELECT FROM access_desk_session WHERE session_key = listed.session_key)
  AND NOT EXISTS (SELECT FROM access_portal_session WHERE session_key = listed.session_key)
