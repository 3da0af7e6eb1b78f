-- Whom the staged rows are of, by an id or a number; what was merged leads to the one who stays.
-- Those that name nobody we know are rejected.
-- Takes: exchange_staging; system, main (the group that has the person). Returns: nothing.
-- Locks: nothing.
WITH named AS (
  SELECT staged.n, coalesce(external."row", numbered.merged_into_id, numbered.id) AS party_id,
         staged.person_external_id <> '' OR staged.person_number <> '' AS is_person_named,
         coalesce(outside."row", counted.merged_into_id, counted.id) AS person_id
  FROM exchange_staging AS staged
  LEFT JOIN exchange_externalid AS external
    ON staged.party_external_id <> '' AND external.system = %(system)s AND external.kind = 'PARTY'
   AND external.external_id = staged.party_external_id
  LEFT JOIN register_party AS numbered
    ON staged.party_number <> '' AND numbered.number = staged.party_number
  LEFT JOIN exchange_externalid AS outside
    ON staged.person_external_id <> '' AND outside.system = %(system)s AND outside.kind = 'PARTY'
   AND outside.external_id = staged.person_external_id
  LEFT JOIN register_party AS counted
    ON staged.person_number <> '' AND counted.number = staged.person_number
)
UPDATE exchange_staging AS staged
   SET target = named.party_id,
       parts = CASE WHEN named.person_id IS NULL THEN staged.parts
               ELSE jsonb_set(staged.parts, ARRAY[%(main)s::text, '0', 'person_id'],
                              to_jsonb(named.person_id::text)) END,
       outcome = CASE WHEN named.party_id IS NULL
                        OR (named.is_person_named AND named.person_id IS NULL) THEN 'REJECTED'
                 ELSE 'NEW' END,
       code = CASE WHEN named.party_id IS NULL THEN 'unknown_party'
                   WHEN named.is_person_named AND named.person_id IS NULL THEN 'unknown_person' END,
       field = CASE WHEN named.party_id IS NULL THEN 'party_number'
                    WHEN named.is_person_named AND named.person_id IS NULL THEN 'person_number' END,
       facts = jsonb_build_object('value', CASE WHEN named.party_id IS NULL
         THEN coalesce(nullif(staged.party_number, ''), staged.party_external_id)
         ELSE coalesce(nullif(staged.person_number, ''), staged.person_external_id) END)
  FROM named WHERE named.n = staged.n
