-- Notes which staged rows cannot be added: a number or, for heads of trees, an identifier that is
-- there already or stood in an earlier row; a superior party that is not there or is refused.
-- Takes: nothing. Returns: nothing. Locks: nothing.
WITH twice AS (
  SELECT n, 'number' AS field, 'twice' AS code, number AS value, first_n::text AS other
  FROM (SELECT n, number, min(n) OVER (PARTITION BY number) AS first_n FROM register_staging) d
  WHERE n > first_n
  UNION ALL
  SELECT n, lower(kind), 'twice', value, first_n::text
  FROM (SELECT n, kind, value, min(n) OVER (PARTITION BY kind, value) AS first_n
        FROM register_staged_identifier WHERE is_head) d
  WHERE n > first_n
), taken AS (
  SELECT s.n, 'number', 'taken', s.number, p.number
  FROM register_staging s JOIN register_party p ON p.number = s.number
  UNION ALL
  SELECT s.n, lower(s.kind), 'taken', s.value, p.number
  FROM register_staged_identifier s
  JOIN register_identifier i ON i.value = s.value AND i.kind = s.kind AND i.is_head
    AND i.exception_id IS NULL
    AND NOT (i.kind IN ('PESEL', 'RC'))
  JOIN register_party p ON p.id = i.party_id
  WHERE s.is_head
  UNION ALL
  SELECT s.n, lower(s.kind), 'taken', s.value, p.number
  FROM register_staged_identifier s
  JOIN register_identifier i ON i.value_hash = s.value_hash AND i.kind = s.kind AND i.is_head
    AND i.exception_id IS NULL
    AND i.kind IN ('PESEL', 'RC')
  JOIN register_party p ON p.id = i.party_id
  WHERE s.is_head
)
INSERT INTO register_staged_refusal (n, field, code, value, other)
SELECT * FROM twice UNION ALL SELECT * FROM taken;

WITH RECURSIVE lost AS (
  SELECT s.n, s.number, s.parent_number
  FROM register_staging s
  WHERE s.parent_number <> ''
    AND NOT EXISTS (SELECT FROM register_party p WHERE p.number = s.parent_number)
    AND NOT EXISTS (SELECT FROM register_staging o WHERE o.number = s.parent_number
                    AND o.n NOT IN (SELECT n FROM register_staged_refusal))
  UNION
  SELECT s.n, s.number, s.parent_number
  FROM lost JOIN register_staging s ON s.parent_number = lost.number AND lost.number <> ''
  WHERE NOT EXISTS (SELECT FROM register_party p WHERE p.number = s.parent_number)
)
INSERT INTO register_staged_refusal (n, field, code, value)
SELECT n, 'parent_number', 'not_there', parent_number FROM lost;
