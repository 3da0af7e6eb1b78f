-- Documents to post: the new ones, and known ones whose cost or interest comes later; read as a
-- stream.
-- Takes: exchange_staging. Returns: all columns. Locks: nothing.
SELECT * FROM exchange_staging
WHERE outcome = 'NEW' OR (outcome = 'CHANGED' AND changes ?| ARRAY['cost', 'interest'])
ORDER BY n
