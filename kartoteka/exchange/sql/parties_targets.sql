-- Which staged parties are there already: by what they are called in their program, else by a
-- customer number together with the name or an identifier; a number alone proves nothing.
-- Takes: exchange_staging; system. Returns: nothing. Locks: nothing.
WITH known AS (
  SELECT staged.n, external."row" AS target, NULL::text AS code, NULL::jsonb AS facts
  FROM exchange_staging AS staged
  JOIN exchange_externalid AS external
    ON external.system = %(system)s AND external.kind = 'PARTY'
   AND external.external_id = staged.key
  JOIN register_party AS party ON party.id = external."row"
  WHERE staged.outcome = 'NEW' AND staged.key <> ''
), numbered AS (
  SELECT staged.n, party.id, party.number, party.name,
         fold(party.name) = fold(staged.name) OR EXISTS (
           SELECT FROM register_identifier AS identifier
           WHERE identifier.party_id = party.id
             AND (identifier.kind, identifier.value) IN (
               ('NIP', staged.nip), ('ICO', staged.ico), ('PESEL', staged.pesel))) AS is_same,
         EXISTS (
           SELECT FROM exchange_externalid AS external
           WHERE external.kind = 'PARTY' AND external."row" = party.id
             AND external.system = %(system)s) AS is_linked
  FROM exchange_staging AS staged
  JOIN register_party AS party ON party.number = staged.number
  WHERE staged.outcome = 'NEW' AND staged.number <> ''
    AND NOT EXISTS (SELECT FROM known WHERE known.n = staged.n)
)
UPDATE exchange_staging AS staged
   SET target = CASE WHEN found.code IS NULL THEN found.target END,
       outcome = CASE WHEN found.code IS NULL THEN 'NEW' ELSE 'CONFLICT' END,
       code = found.code, facts = found.facts,
       field = CASE WHEN found.code IS NULL THEN NULL ELSE 'number' END
  FROM (SELECT * FROM known
        UNION ALL
        SELECT n, id, CASE WHEN is_same AND NOT is_linked THEN NULL ELSE 'number_taken' END,
               jsonb_build_object('number', number, 'name', name)
        FROM numbered) AS found
 WHERE found.n = staged.n
