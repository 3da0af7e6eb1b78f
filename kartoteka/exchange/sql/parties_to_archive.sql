-- The parties that are archived where they come from, and not here; read once.
-- Takes: exchange_staging. Returns: party, n. Locks: nothing.
SELECT staged.target, staged.n
FROM exchange_staging AS staged JOIN register_party AS party ON party.id = staged.target
WHERE staged.parts #>> '{state,0,state}' = 'ARCHIVED' AND party.state <> 'ARCHIVED'
  AND staged.outcome IN ('NEW', 'CHANGED', 'SAME')
ORDER BY staged.n
