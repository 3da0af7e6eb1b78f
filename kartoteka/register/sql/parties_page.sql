-- One page of the list of parties, {key} being what it is sorted by.
-- Takes: limit and what {where} takes. Returns: key, id, public id, number, name, kind, archived,
-- creditor, superior, identifier, address, e-mail, phone. Locks: nothing.
SELECT page.*, i.kind, i.value, a.street, a.building, a.postal_code, a.city, e.value, t.value
FROM (
  SELECT {key} AS sorted_by, p.id, p.public_id, p.number, p.name, p.kind, p.state = 'ARCHIVED',
         p.is_creditor, head.name AS head_name
  FROM register_party p LEFT JOIN register_party head ON head.id = p.parent_id
  WHERE {where}
  ORDER BY {key} {direction}, p.id {direction}
  LIMIT %(limit)s
) page
LEFT JOIN LATERAL (
  SELECT kind, value FROM register_identifier
  WHERE party_id = page.id AND kind IN ('NIP', 'ICO') ORDER BY kind DESC LIMIT 1
) i ON true
LEFT JOIN LATERAL (
  SELECT street, building, postal_code, city FROM register_address
  WHERE party_id = page.id ORDER BY valid_to IS NULL DESC, kind = 'REGISTERED' DESC, id DESC LIMIT 1
) a ON true
LEFT JOIN LATERAL (
  SELECT value FROM register_contact
  WHERE party_id = page.id AND kind = 'EMAIL' ORDER BY is_preferred DESC, id LIMIT 1
) e ON true
LEFT JOIN LATERAL (
  SELECT value FROM register_contact
  WHERE party_id = page.id AND kind = 'PHONE' ORDER BY is_preferred DESC, id LIMIT 1
) t ON true
ORDER BY page.sorted_by {direction}, page.id {direction}
