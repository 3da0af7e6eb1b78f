-- A key that stands twice in the file counts once: the first row is taken. Later rows that say
-- something else are rejected; those that say the same come out as the kind has it.
-- Takes: exchange_staging; same (outcome of a row that says the same). Returns: nothing.
-- Locks: nothing.
WITH repeated AS (
  SELECT n, first
  FROM (SELECT n, min(n) OVER (PARTITION BY key) AS first
        FROM exchange_staging WHERE key <> '') AS known
  WHERE n <> first
)
UPDATE exchange_staging AS later
   SET outcome = CASE WHEN to_jsonb(later) - 'n' = to_jsonb(earlier) - 'n' THEN %(same)s
                 ELSE 'REJECTED' END,
       code = 'repeated', facts = jsonb_build_object('row', repeated.first)
  FROM repeated JOIN exchange_staging AS earlier ON earlier.n = repeated.first
 WHERE repeated.n = later.n
