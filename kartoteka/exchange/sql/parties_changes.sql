-- What is different in the staged parties that are there already. An empty cell changes nothing;
-- a column that was not mapped is not looked at.
-- Takes: exchange_staging; mapped (names of fields), fill (only what is empty changes).
-- Returns: nothing. Locks: nothing.
ANALYZE exchange_staging;
WITH compared AS MATERIALIZED (
  SELECT staged.n, nullif(coalesce((
    SELECT jsonb_object_agg('field_' || told.key, jsonb_build_array(
      (had.fields -> told.key)::text, told.value::text))
    FROM jsonb_each(staged.custom) AS told
    WHERE had.fields -> told.key IS DISTINCT FROM told.value
      AND NOT (%(fill)s AND coalesce(had.fields -> told.key, 'null') <> 'null')
  ), '{}') || coalesce((
    SELECT jsonb_object_agg(field, jsonb_build_array(was, becomes))
    FROM (VALUES
      ('number', party.number, staged.number), ('kind', party.kind, staged.kind),
      ('name', party.name, staged.name), ('first_name', party.first_name, staged.first_name),
      ('last_name', party.last_name, staged.last_name),
      ('country', party.country, staged.country), ('language', party.language, staged.language),
      ('birth_date', party.birth_date::text, staged.birth_date),
      ('function', party.function, staged.function), ('note', party.note, staged.note),
      ('nip', by_kind->>'nip', staged.nip), ('regon', by_kind->>'regon', staged.regon),
      ('krs', by_kind->>'krs', staged.krs), ('pesel', by_kind->>'pesel', staged.pesel),
      ('ico', by_kind->>'ico', staged.ico), ('dic', by_kind->>'dic', staged.dic),
      ('icdph', by_kind->>'icdph', staged.icdph), ('eu_vat', by_kind->>'eu_vat', staged.eu_vat),
      ('rc', by_kind->>'rc', staged.rc),
      ('street', address.street, staged.street), ('building', address.building, staged.building),
      ('flat', address.flat, staged.flat),
      ('postal_code', address.postal_code, staged.postal_code),
      ('city', address.city, staged.city),
      ('email', CASE WHEN staged.email = ANY (emails) THEN staged.email ELSE emails[1] END,
       staged.email),
      ('phone', CASE WHEN staged.phone = ANY (phones) THEN staged.phone ELSE phones[1] END,
       staged.phone),
      ('iban', CASE WHEN staged.iban = ANY (ibans) THEN staged.iban ELSE ibans[1] END,
       staged.iban)
    ) AS value (field, was, becomes)
    WHERE becomes <> '' AND field = ANY (%(mapped)s::text[]) AND coalesce(was, '') <> becomes
      AND NOT (%(fill)s AND coalesce(was, '') <> '')
  ), '{}'), '{}') AS changes
  FROM exchange_staging AS staged
  JOIN register_party AS party ON party.id = staged.target
  LEFT JOIN register_partyfields AS had ON had.party_id = party.id
  CROSS JOIN LATERAL (
    SELECT jsonb_object_agg(lower(kind), value) AS by_kind
    FROM register_identifier WHERE party_id = party.id) AS identifiers
  CROSS JOIN LATERAL (
    SELECT array_agg(value) FILTER (WHERE kind = 'EMAIL') AS emails,
           array_agg(value) FILTER (WHERE kind = 'PHONE') AS phones
    FROM register_contact WHERE party_id = party.id) AS contacts
  CROSS JOIN LATERAL (
    SELECT array_agg(iban) AS ibans
    FROM register_bankaccount WHERE party_id = party.id) AS accounts
  LEFT JOIN LATERAL (
    SELECT street, building, flat, postal_code, city
    FROM register_address WHERE party_id = party.id AND kind = 'REGISTERED'
    ORDER BY valid_to DESC NULLS FIRST, id DESC LIMIT 1) AS address ON true
  WHERE staged.outcome = 'NEW'
)
UPDATE exchange_staging AS staged
   SET outcome = CASE WHEN compared.changes IS NULL THEN 'SAME' ELSE 'CHANGED' END,
       changes = compared.changes
  FROM compared WHERE compared.n = staged.n
