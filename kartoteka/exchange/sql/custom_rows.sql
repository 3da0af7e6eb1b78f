-- The parties of the rows that were taken, with their values of custom fields; read as a stream.
-- Takes: exchange_staging. Returns: target, custom. Locks: nothing.
SELECT target, custom::text AS custom FROM exchange_staging
WHERE outcome IN ('NEW', 'CHANGED') AND target IS NOT NULL AND custom <> '{}' ORDER BY n
