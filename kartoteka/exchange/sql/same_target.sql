-- Two rows that mean the same row of ours: the first is taken, later ones are conflicts.
-- Takes: exchange_staging. Returns: nothing. Locks: nothing.
UPDATE exchange_staging AS later
   SET outcome = 'CONFLICT', code = 'same_target', target = NULL,
       facts = jsonb_build_object('row', known.first)
  FROM (SELECT n, min(n) OVER (PARTITION BY target) AS first
        FROM exchange_staging WHERE target IS NOT NULL) AS known
 WHERE known.n = later.n AND known.first <> later.n
