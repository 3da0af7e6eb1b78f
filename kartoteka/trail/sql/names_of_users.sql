-- What: how users are called: their name, else their login.
-- Takes: users (ids). Returns: id, name. Locks: nothing.
SELECT id, coalesce(nullif(name, ''), login) FROM access_user WHERE id = ANY(%(users)s::bigint[])
