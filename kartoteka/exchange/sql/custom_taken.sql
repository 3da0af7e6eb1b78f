-- Marks rows whose value of a unique custom field another party has, or an earlier row. {{mine}} and
-- {{held}} are what the field is compared by, in a staged row s and in a row of values v.
-- Takes: exchange_staging; key, field. Returns: nothing. Locks: nothing.
WITH known AS (
  SELECT s.n, s.target, {mine} AS told, min(s.n) OVER (PARTITION BY {mine}) AS first
  FROM exchange_staging AS s WHERE s.outcome = 'NEW' AND s.custom ? %(key)s::text
), other AS (
  SELECT known.n, min(party.number) AS number
  FROM known JOIN register_partyfields AS v ON {held} = known.told
    JOIN register_party AS party ON party.id = v.party_id
  WHERE v.party_id IS DISTINCT FROM known.target GROUP BY known.n
)
UPDATE exchange_staging AS staged
   SET outcome = CASE WHEN other.n IS NULL THEN 'REJECTED' ELSE 'CONFLICT' END,
       field = %(field)s::text, code = CASE WHEN other.n IS NULL THEN 'twice' ELSE 'taken' END,
       facts = CASE WHEN other.n IS NULL THEN jsonb_build_object('row', known.first)
               ELSE jsonb_build_object('number', other.number) END
  FROM known LEFT JOIN other ON other.n = known.n
 WHERE known.n = staged.n AND (other.n IS NOT NULL OR known.first <> known.n)
