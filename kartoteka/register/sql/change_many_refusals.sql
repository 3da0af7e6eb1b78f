-- Which staged changes cannot be made: a number or, for heads of trees, an identifier that another
-- party has or another row asks for first. The refused rows leave staging.
-- Takes: register_changing, register_changing_identifier. Returns: row, field, code, value, other.
-- Locks: nothing.
WITH refused AS (
  SELECT c.n, 'number' AS field, 'taken' AS code, c.number AS value, p.number AS other
  FROM register_changing c JOIN register_party p ON p.number = c.number AND p.id <> c.party_id
  UNION ALL
  SELECT n, 'number', 'twice', number, (first_n + 1)::text
  FROM (SELECT n, number, min(n) OVER (PARTITION BY number) AS first_n
        FROM register_changing WHERE number IS NOT NULL) d
  WHERE n > first_n
  UNION ALL
  SELECT c.n, lower(c.kind), 'taken', c.value, p.number
  FROM register_changing_identifier c
  JOIN register_party own ON own.id = c.party_id AND own.place = 'HEAD'
  JOIN register_identifier i ON i.kind = c.kind AND i.is_head AND i.party_id <> c.party_id
   AND CASE WHEN c.kind IN ('PESEL', 'RC') THEN i.value_hash = c.value_hash
            ELSE i.value = c.value END
  JOIN register_party p ON p.id = i.party_id
  UNION ALL
  SELECT n, lower(kind), 'twice', value, (first_n + 1)::text
  FROM (SELECT c.n, c.kind, c.value, min(c.n) OVER (PARTITION BY c.kind, c.value) AS first_n
        FROM register_changing_identifier c
        JOIN register_party own ON own.id = c.party_id AND own.place = 'HEAD') d
  WHERE n > first_n
), gone AS (
  DELETE FROM register_changing c USING refused WHERE refused.n = c.n
), gone_identifiers AS (
  DELETE FROM register_changing_identifier c USING refused WHERE refused.n = c.n
)
SELECT DISTINCT n, field, code, value, other FROM refused ORDER BY n
