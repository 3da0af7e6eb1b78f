-- A session of the desk that still stands, with the user who signed in, if somebody has.
-- Takes: key, now. Returns: data, expires, then the user's columns as access.sessions.USER_COLUMNS
-- names them. Locks: nothing.
SELECT standing.session_data, standing.expire_date,
  u.id, u.password, u.last_login, u.public_id, u.realm, u.login, u.name, u.email,
  u.role, u.unit_id, u.language, u.theme, u.is_active, u.must_change_password, u.is_demo, u.created_at
FROM access_desk_session AS standing
LEFT JOIN access_user AS u ON u.id = standing.user_id
WHERE standing.session_key = %(key)s AND standing.expire_date > %(now)s::timestamptz
