-- Takes the staged rows that nothing hinders into the register, a statement a table; the search
-- rows are written from the same staging, as register_search_refresh would write them.
-- Takes: nothing. Returns: nothing. Locks: nothing but the new rows.
DELETE FROM register_staging WHERE n IN (SELECT n FROM register_staged_refusal);
DELETE FROM register_staged_identifier WHERE n IN (SELECT n FROM register_staged_refusal);

INSERT INTO register_party (id, number, kind, name, first_name, last_name, country, language,
                            parent_id, place, is_creditor, birth_date, function, note)
SELECT s.id, s.number, s.kind, s.name, s.first_name, s.last_name, s.country, s.language,
       coalesce(staged.id, p.merged_into_id, p.id),
       CASE WHEN s.parent_number = '' THEN 'HEAD' ELSE coalesce(nullif(s.place, ''), 'BRANCH') END,
       s.is_creditor, nullif(s.birth_date, '')::date, s.function, s.note
FROM register_staging s
LEFT JOIN register_staging staged
  ON s.parent_number <> '' AND staged.number = s.parent_number
LEFT JOIN register_party p ON s.parent_number <> '' AND p.number = s.parent_number
ORDER BY s.n;

INSERT INTO register_identifier (party_id, kind, value, value_hash, is_head)
SELECT id, kind, value, value_hash, is_head FROM register_staged_identifier ORDER BY n, rank;

INSERT INTO register_address (party_id, kind, street, building, flat, postal_code, city, country)
SELECT id, 'REGISTERED', street, building, flat, postal_code, city, country
FROM register_staging WHERE city <> '' ORDER BY n;

INSERT INTO register_contact (party_id, kind, value, typed)
SELECT s.id, v.kind, v.value, v.value
FROM register_staging s
CROSS JOIN LATERAL (VALUES (1, 'EMAIL', s.email), (2, 'PHONE', s.phone)) AS v (rank, kind, value)
WHERE v.value <> '' ORDER BY s.n, v.rank;

INSERT INTO register_bankaccount (party_id, iban)
SELECT id, iban FROM register_staging WHERE iban <> '' ORDER BY n;

SET LOCAL gin_pending_list_limit = '256MB';
SET LOCAL work_mem = '256MB';
INSERT INTO register_search (party_id, is_archived, name, number, body)
SELECT id, false, fold(name), replace(fold(number), ' ', ''),
       register_search_body(
         concat_ws(' ', name, CASE WHEN strpos(name, first_name) = 0 THEN first_name END,
                   CASE WHEN strpos(name, last_name) = 0 THEN last_name END,
                   CASE WHEN city <> '' THEN concat_ws(' ', street, building, flat, city) END,
                   email),
         concat_ws(' ', replace(number, ' ', ''), nullif(nip, ''), nullif(regon, ''),
                   nullif(krs, ''), nullif(ico, ''), nullif(dic, ''), nullif(icdph, ''),
                   nullif(eu_vat, ''), nullif(phone, ''),
                   CASE WHEN city <> '' THEN nullif(replace(postal_code, ' ', ''), '') END))
FROM register_staging ORDER BY n;

SELECT register_search_settle();
INSERT INTO register_word
SELECT DISTINCT word FROM register_staging, unnest(string_to_array(fold(name), ' ')) AS word
WHERE length(word) BETWEEN 4 AND 40
ON CONFLICT DO NOTHING;
RESET gin_pending_list_limit;
RESET work_mem;
SELECT set_config('kartoteka.bulk', '', true);
