-- New registered addresses from a day on: the present one ends the day before, one that begins no
-- earlier is corrected where it stands.
-- Takes: register_taking (party_id, street, building, flat, postal_code, city, country); on.
-- Returns: nothing. Locks: the parties and their addresses.
WITH present AS (
  SELECT t.*, a.id AS address_id, a.valid_from
  FROM register_taking t
  LEFT JOIN register_address a ON a.party_id = t.party_id AND a.kind = 'REGISTERED'
    AND (a.valid_from IS NULL OR a.valid_from <= %(on)s) AND (a.valid_to IS NULL OR a.valid_to >= %(on)s)
), corrected AS (
  UPDATE register_address a SET street = p.street, building = p.building, flat = p.flat,
    postal_code = p.postal_code, city = p.city, country = p.country
  FROM present p WHERE a.id = p.address_id AND p.valid_from = %(on)s
)
UPDATE register_address a SET valid_to = %(on)s::date - 1
FROM present p WHERE a.id = p.address_id AND p.valid_from IS DISTINCT FROM %(on)s;

INSERT INTO register_address
  (party_id, kind, street, building, flat, postal_code, city, country, valid_from)
SELECT t.party_id, 'REGISTERED', t.street, t.building, t.flat, t.postal_code, t.city, t.country,
       CASE WHEN EXISTS (SELECT FROM register_address a
                         WHERE a.party_id = t.party_id AND a.kind = 'REGISTERED')
            THEN %(on)s::date END
FROM register_taking t
WHERE NOT EXISTS (
  SELECT FROM register_address a
  WHERE a.party_id = t.party_id AND a.kind = 'REGISTERED'
    AND (a.valid_from IS NULL OR a.valid_from <= %(on)s)
    AND (a.valid_to IS NULL OR a.valid_to >= %(on)s))
ORDER BY t.party_id
