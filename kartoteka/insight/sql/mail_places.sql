-- What: the places of all customers of a mailing in postal order: country, postal code, street,
-- house, by the address that letters go to on the day.
-- Takes: mailing, on. Returns: nothing. Locks: the mailing's rows.
UPDATE insight_mailed AS mailed SET place = sorted.place
FROM (
  SELECT waiting.id, row_number() OVER (
           ORDER BY address.country, address.postal_code, fold(address.street),
                    nullif(left(regexp_replace(address.building, '\D.*', ''), 9), '')::int,
                    address.building,
                    nullif(left(regexp_replace(address.flat, '\D.*', ''), 9), '')::int,
                    address.flat, waiting.party_id) AS place
  FROM insight_mailed AS waiting
    LEFT JOIN LATERAL (
      SELECT country, postal_code, street, building, flat FROM register_address
      WHERE party_id = waiting.party_id
        AND (valid_from IS NULL OR valid_from <= %(on)s::date)
        AND (valid_to IS NULL OR valid_to >= %(on)s::date)
      ORDER BY CASE kind WHEN 'CORRESPONDENCE' THEN 0 WHEN 'REGISTERED' THEN 1 ELSE 2 END,
               is_default DESC, id LIMIT 1) AS address ON true
  WHERE waiting.mailing_id = %(mailing)s::bigint) AS sorted
WHERE sorted.id = mailed.id
