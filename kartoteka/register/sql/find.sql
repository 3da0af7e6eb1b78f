-- What the search box shows of the parties it finds, best first; with `wanted` ids instead of a
-- text, those.
-- Takes: those of register_find, or wanted (an array of ids). Returns: id, public id, number, name,
-- kind, archived, NIP or IČO, town, street, superior's name. Locks: nothing.
SELECT p.id, p.public_id, p.number, p.name, p.kind, p.state = 'ARCHIVED', i.kind, i.value,
       a.city, a.street, a.building, head.name
FROM unnest(coalesce(%(wanted)s::bigint[],
            register_find(%(exact)s::text[], %(hashes)s::bytea[], %(whole)s, %(joined)s,
                          %(starts)s::text[], %(parts)s::text[], %(loose)s::text[], %(short)s,
                          %(limit)s))) WITH ORDINALITY AS found (id, place)
JOIN register_party p ON p.id = found.id
LEFT JOIN register_party head ON head.id = p.parent_id
LEFT JOIN LATERAL (
  SELECT kind, value FROM register_identifier
  WHERE party_id = p.id AND kind IN ('NIP', 'ICO') ORDER BY kind DESC LIMIT 1
) i ON true
LEFT JOIN LATERAL (
  SELECT city, street, building FROM register_address
  WHERE party_id = p.id ORDER BY valid_to IS NULL DESC, kind = 'REGISTERED' DESC, id DESC LIMIT 1
) a ON true
ORDER BY found.place
