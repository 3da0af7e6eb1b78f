-- Which staged parties are there already: by what they are called in their program, else by a
-- customer number together with the name or an identifier; a number alone proves nothing. What the
-- other program says of a customer who was merged into another changes nobody: a conflict.
-- Takes: exchange_staging; system. Returns: nothing. Locks: nothing.
WITH known AS (
  SELECT staged.n, external."row" AS target,
         CASE WHEN was_merged.id IS NOT NULL THEN 'merged' END AS code,
         jsonb_build_object('number', party.number, 'name', party.name) AS facts
  FROM exchange_staging AS staged
  JOIN exchange_externalid AS external
    ON external.system = %(system)s AND external.kind = 'PARTY'
   AND external.external_id = staged.key
  JOIN register_party AS party ON party.id = external."row"
  LEFT JOIN LATERAL (
    SELECT moved.id FROM register_merge AS merged
    JOIN register_mergedrow AS moved
      ON moved.merge_id = merged.id AND moved.table_name = 'exchange_externalid'
     AND moved.row_id = external.id
    WHERE merged.undone_at IS NULL AND EXISTS (
      SELECT FROM register_party AS former WHERE former.merged_into_id = party.id
        AND former.id = merged.loser_id)
    LIMIT 1
  ) AS was_merged ON true
  WHERE staged.outcome = 'NEW' AND staged.key <> ''
), numbered AS (
  SELECT staged.n, party.id, stands.number, stands.name, party.merged_into_id,
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
  JOIN register_party AS stands ON stands.id = coalesce(party.merged_into_id, party.id)
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
        SELECT n, id, CASE WHEN merged_into_id IS NOT NULL THEN 'merged'
                           WHEN is_same AND NOT is_linked THEN NULL ELSE 'number_taken' END,
               jsonb_build_object('number', number, 'name', name)
        FROM numbered) AS found
 WHERE found.n = staged.n
