-- The staged rows that a person should see, the first `most` of each outcome.
-- Takes: exchange_staging; most. Returns: row, outcome, field, code, facts, changes, notes, the row
-- itself. Locks: nothing.
SELECT n, outcome, field, code, facts, changes, notes,
       to_jsonb(told) - '{facts,changes,notes}'::text[]
FROM (SELECT *, row_number() OVER (PARTITION BY outcome ORDER BY n) AS nth
      FROM exchange_staging
      WHERE outcome IN ('REJECTED', 'CONFLICT', 'CHANGED') OR notes IS NOT NULL) AS told
WHERE nth <= %(most)s
ORDER BY n
