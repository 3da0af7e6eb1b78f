-- Links of persons to the parties that they serve, with the person's first e-mail and phone.
-- Takes: parties, persons (arrays, NULL: all), day (NULL: always). Returns: a row a link, those
-- without end first. Locks: nothing.
SELECT l.id, l.person_id, person.name, l.party_id, party.name, l.function_id, f.labels::json, l.title,
       l.signs, l.gets_invoices, l.gets_calls, l.valid_from, l.valid_to, l.note,
       coalesce(mail.value, ''), coalesce(phone.value, ''), l.xmin::text
FROM register_personlink l
JOIN register_party person ON person.id = l.person_id
JOIN register_party party ON party.id = l.party_id
JOIN register_choice f ON f.id = l.function_id
LEFT JOIN LATERAL (
  SELECT value FROM register_contact c WHERE c.party_id = l.person_id AND c.kind = 'EMAIL'
  ORDER BY c.is_preferred DESC, c.id LIMIT 1) mail ON true
LEFT JOIN LATERAL (
  SELECT value FROM register_contact c WHERE c.party_id = l.person_id AND c.kind = 'PHONE'
  ORDER BY c.is_preferred DESC, c.id LIMIT 1) phone ON true
WHERE (%(parties)s::bigint[] IS NULL OR l.party_id = ANY (%(parties)s::bigint[]))
  AND (%(persons)s::bigint[] IS NULL OR l.person_id = ANY (%(persons)s::bigint[]))
  AND (%(day)s::date IS NULL OR daterange(l.valid_from, l.valid_to, '[]') @> %(day)s::date)
ORDER BY l.valid_to DESC NULLS FIRST, person.sort_pl, party.sort_pl, l.id
