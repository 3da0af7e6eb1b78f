-- Whom persons serve today, of several the one whose link is the oldest.
-- Takes: persons. Returns: person, party's name, exact title, words of the function. Locks: nothing.
SELECT DISTINCT ON (l.person_id) l.person_id, p.name, l.title, f.labels::json
FROM register_personlink l
JOIN register_party p ON p.id = l.party_id
JOIN register_choice f ON f.id = l.function_id
WHERE l.person_id = ANY (%(persons)s::bigint[])
  AND daterange(l.valid_from, l.valid_to, '[]') @> register_today()
ORDER BY l.person_id, l.id
