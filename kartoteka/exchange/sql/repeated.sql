-- A key that stands twice in the file counts once: the first row is taken, later ones rejected.
-- Takes: exchange_staging. Returns: nothing. Locks: nothing.
UPDATE exchange_staging AS later
   SET outcome = 'REJECTED', code = 'repeated', facts = jsonb_build_object('row', known.first)
  FROM (SELECT n, min(n) OVER (PARTITION BY key) AS first
        FROM exchange_staging WHERE key <> '') AS known
 WHERE known.n = later.n AND known.first <> later.n
