-- Blocks with their parties and authors.
-- Takes: block or parties; what, day (each NULL: all; a day keeps those in force on it).
-- Returns: a row a block, newest first. Locks: nothing.
SELECT b.id, b.party_id, p.name, p.number, b.what, b.reason, b.valid_from, b.valid_to, b.set_by_id,
       coalesce(nullif(s.name, ''), s.login, ''), b.set_at, b.lifted_on,
       coalesce(nullif(l.name, ''), l.login, ''), b.lift_reason
FROM register_block b JOIN register_party p ON p.id = b.party_id
  LEFT JOIN access_user s ON s.id = b.set_by_id
  LEFT JOIN access_user l ON l.id = b.lifted_by_id
WHERE (b.id = %(block)s::bigint OR b.party_id = ANY (%(parties)s::bigint[]))
  AND (%(what)s::text IS NULL OR b.what = %(what)s::text)
  AND (%(day)s::date IS NULL OR b.valid_from <= %(day)s::date
       AND (b.valid_to IS NULL OR b.valid_to >= %(day)s::date)
       AND (b.lifted_on IS NULL OR b.lifted_on > %(day)s::date))
ORDER BY b.id DESC
