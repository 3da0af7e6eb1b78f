-- The one contact of each party to use for a purpose: wished for it; of a person who receives
-- invoices or calls; allowed; unsaid. What must not be used is left out.
-- Takes: parties, kind, purpose, on. Returns: party, contact, value, the person's name or ''.
-- Locks: nothing.
SELECT DISTINCT ON (found.party_id) found.party_id, found.id, found.value, found.person
FROM (
  SELECT c.party_id, c.id, c.value, '' AS person, c.is_preferred,
         CASE u.wish WHEN 'PREFERRED' THEN 0 WHEN 'ALLOWED' THEN 2 ELSE 3 END AS rank
  FROM register_contact c
  LEFT JOIN register_contactuse u ON u.contact_id = c.id AND u.purpose = %(purpose)s
  WHERE c.party_id = ANY (%(parties)s) AND c.kind = %(kind)s
    AND u.wish IS DISTINCT FROM 'REFUSED'
  UNION ALL
  SELECT l.party_id, c.id, c.value, person.name, c.is_preferred, 1
  FROM register_personlink l
  JOIN register_party person ON person.id = l.person_id
  JOIN register_contact c ON c.party_id = l.person_id AND c.kind = %(kind)s
  LEFT JOIN register_contactuse u ON u.contact_id = c.id AND u.purpose = %(purpose)s
  WHERE l.party_id = ANY (%(parties)s)
    AND daterange(l.valid_from, l.valid_to, '[]') @> %(on)s::date
    AND (l.gets_invoices AND %(purpose)s = 'INVOICES' OR l.gets_calls AND %(kind)s = 'PHONE')
    AND u.wish IS DISTINCT FROM 'REFUSED'
) found
ORDER BY found.party_id, found.rank, found.is_preferred DESC, found.id
