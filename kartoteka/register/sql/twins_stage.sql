-- What the finder compares: every active party once, and the keys by which parties meet: names
-- whole and shortened, with and without their town, contacts, accounts, addresses, identifiers.
-- Takes: nothing. Returns: nothing. Locks: nothing.
DROP TABLE IF EXISTS pg_temp.register_finding, pg_temp.register_finding_key;
CREATE TEMP TABLE register_finding ON COMMIT DROP AS
WITH contact AS (
  SELECT party_id, array_agg(right(value, 9)) FILTER (WHERE kind = 'PHONE') AS phones,
         array_agg(value::text) FILTER (WHERE kind = 'EMAIL') AS emails
  FROM register_contact GROUP BY party_id),
account AS (
  SELECT party_id, array_agg(iban::text) AS ibans FROM register_bankaccount GROUP BY party_id),
address AS (
  SELECT party_id, array_agg(register_address_key(street, building, flat, city))
           FILTER (WHERE building <> '') AS places, array_agg(DISTINCT fold(city)) AS towns
  FROM register_address GROUP BY party_id),
identifier AS (
  SELECT party_id, array_agg(register_identifier_key(kind, value, value_hash)) AS identifiers
  FROM register_identifier GROUP BY party_id)
SELECT p.id AS party_id, p.kind IN ('PERSON', 'HOUSEHOLD', 'SOLE_TRADER') AS is_natural,
       register_name_key(p.name) AS name_key, p.birth_date,
       coalesce(phones, '{}') AS phones, coalesce(emails, '{}') AS emails,
       coalesce(ibans, '{}') AS ibans, coalesce(places, '{}') AS places,
       coalesce(towns, '{}') AS towns, coalesce(identifiers, '{}') AS identifiers
FROM register_party p
LEFT JOIN contact ON contact.party_id = p.id
LEFT JOIN account ON account.party_id = p.id
LEFT JOIN address ON address.party_id = p.id
LEFT JOIN identifier ON identifier.party_id = p.id
WHERE p.state = 'ACTIVE' AND NOT p.is_creditor;
ALTER TABLE register_finding ADD PRIMARY KEY (party_id);
ANALYZE register_finding;

CREATE TEMP TABLE register_finding_key ON COMMIT DROP AS
SELECT DISTINCT hashtextextended(key, 0) AS key, party_id
FROM register_finding
CROSS JOIN LATERAL (
  SELECT regexp_replace(name_key, '(\w{1,4})\w*', '\1', 'g') AS short,
         regexp_replace(regexp_replace(name_key, '(.)\1+', '\1', 'g'), '[aeiouy]', '', 'g')
           AS bones) AS name
CROSS JOIN LATERAL (
  SELECT 'name:' || name_key WHERE name_key <> '' AND NOT is_natural  -- of people it is not enough
  UNION ALL SELECT 'born:' || name.short || birth_date WHERE birth_date IS NOT NULL
  UNION ALL SELECT 'name:' || name_key || '|' || town FROM unnest(towns) AS town
  UNION ALL SELECT 'short:' || name.short || '|' || town FROM unnest(towns) AS town
  UNION ALL SELECT 'bones:' || name.bones || '|' || town FROM unnest(towns) AS town
  UNION ALL SELECT 'phone:' || phone FROM unnest(phones) AS phone
  UNION ALL SELECT 'email:' || email FROM unnest(emails) AS email
  UNION ALL SELECT 'iban:' || iban FROM unnest(ibans) AS iban
  UNION ALL SELECT 'place:' || place FROM unnest(places) AS place
  UNION ALL SELECT 'number:' || number FROM unnest(identifiers) AS number
) AS found (key);
ANALYZE register_finding_key
