-- Makes the staged changes, a statement a table. The registered address is corrected where it
-- stands; contacts and accounts are added beside those that are there.
-- Takes: register_changing, register_changing_identifier. Returns: nothing.
-- Locks: the changed rows.
UPDATE register_party p
   SET number = coalesce(c.number, p.number), kind = coalesce(c.kind, p.kind),
       name = coalesce(c.name, p.name), first_name = coalesce(c.first_name, p.first_name),
       last_name = coalesce(c.last_name, p.last_name), country = coalesce(c.country, p.country),
       language = coalesce(c.language, p.language),
       birth_date = coalesce(c.birth_date::date, p.birth_date),
       function = coalesce(c.function, p.function), note = coalesce(c.note, p.note)
  FROM register_changing c
 WHERE c.party_id = p.id
   AND num_nonnulls(c.number, c.kind, c.name, c.first_name, c.last_name, c.country, c.language,
                    c.birth_date, c.function, c.note) > 0;

INSERT INTO register_identifier (party_id, kind, value, value_hash, is_head)
SELECT c.party_id, c.kind, c.value, c.value_hash, p.place = 'HEAD'
FROM register_changing_identifier c JOIN register_party p ON p.id = c.party_id
ORDER BY c.n
ON CONFLICT (party_id, kind, (CASE WHEN kind = 'EU_VAT' THEN left(value, 2) ELSE '' END))
DO UPDATE SET value = excluded.value, value_hash = excluded.value_hash;

UPDATE register_address a
   SET street = coalesce(c.street, a.street), building = coalesce(c.building, a.building),
       flat = coalesce(c.flat, a.flat), postal_code = coalesce(c.postal_code, a.postal_code),
       city = coalesce(c.city, a.city)
  FROM register_changing c
 WHERE num_nonnulls(c.street, c.building, c.flat, c.postal_code, c.city) > 0
   AND a.id = (SELECT id FROM register_address latest
               WHERE latest.party_id = c.party_id AND latest.kind = 'REGISTERED'
               ORDER BY latest.valid_to DESC NULLS FIRST, latest.id DESC LIMIT 1);

INSERT INTO register_address (party_id, kind, street, building, flat, postal_code, city, country)
SELECT c.party_id, 'REGISTERED', coalesce(c.street, ''), coalesce(c.building, ''),
       coalesce(c.flat, ''), coalesce(c.postal_code, ''), c.city, p.country
FROM register_changing c JOIN register_party p ON p.id = c.party_id
WHERE c.city IS NOT NULL AND NOT EXISTS (
  SELECT FROM register_address a WHERE a.party_id = c.party_id AND a.kind = 'REGISTERED')
ORDER BY c.n;

INSERT INTO register_contact (party_id, kind, value, typed)
SELECT c.party_id, v.kind, v.value, v.value
FROM register_changing c
CROSS JOIN LATERAL (VALUES (1, 'EMAIL', c.email), (2, 'PHONE', c.phone)) AS v (rank, kind, value)
WHERE v.value IS NOT NULL ORDER BY c.n, v.rank
ON CONFLICT (party_id, kind, value) DO NOTHING;

INSERT INTO register_bankaccount (party_id, iban)
SELECT c.party_id, c.iban FROM (
  SELECT party_id, iban, min(n) AS n FROM register_changing WHERE iban IS NOT NULL
  GROUP BY party_id, iban
) c
WHERE NOT EXISTS (SELECT FROM register_bankaccount b
                  WHERE b.party_id = c.party_id AND b.iban = c.iban)
ORDER BY c.n
