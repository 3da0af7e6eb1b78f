-- A party with this name (case, marks and punctuation aside) and an address in one of these towns.
-- Takes: name, cities. Returns: id, name, number, city of the first. Locks: nothing.
SELECT p.id, p.name, p.number, a.city
FROM register_search s
JOIN register_party p ON p.id = s.party_id
JOIN register_address a ON a.party_id = p.id
WHERE s.name = fold(%(name)s)
  AND fold(a.city) IN (SELECT fold(city) FROM unnest(%(cities)s::text[]) AS city)
ORDER BY s.is_archived, p.id
LIMIT 1
