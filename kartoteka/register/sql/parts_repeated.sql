-- Of rows that mean the same, the first is taken; a later one is the same or is refused. Of those
-- that ask to be the first choice in one {{flag_group}} the first is, later ones are refused.
-- Takes: register_part. Returns: nothing. Locks: nothing.
WITH known AS (
  SELECT n, min(n) OVER (PARTITION BY party_id, target,
                         CASE WHEN target IS NULL THEN ROW({identity})::text END) AS first
  FROM register_part WHERE outcome <> 'REJECTED'
)
UPDATE register_part AS later
   SET outcome = CASE WHEN ROW({later}) IS NOT DISTINCT FROM ROW({earlier}) THEN 'SAME'
                 ELSE 'REJECTED' END,
       target = NULL, changes = NULL, code = 'twice', field = '',
       facts = jsonb_build_object('row', known.first)
  FROM known JOIN register_part AS earlier ON earlier.n = known.first
 WHERE known.n = later.n AND known.first <> later.n;
WITH known AS (
  SELECT x.n, min(x.n) OVER (PARTITION BY x.party_id, {flag_group}) AS first
  FROM register_part AS x
  WHERE (x.outcome IN ('NEW', 'CHANGED') OR (x.outcome = 'SAME' AND x.target IS NOT NULL))
    AND ({flag})
)
UPDATE register_part AS later
   SET outcome = 'REJECTED', code = 'two_first', field = '',
       facts = jsonb_build_object('row', known.first)
  FROM known
 WHERE known.n = later.n AND known.first <> later.n AND later.outcome IN ('NEW', 'CHANGED')
