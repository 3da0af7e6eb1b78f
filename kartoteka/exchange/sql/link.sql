-- Remembers what the rows that came in, or were there already, are called where they come from.
-- Takes: exchange_staging; system, kind. Returns: nothing. Locks: nothing.
INSERT INTO exchange_externalid (system, kind, external_id, "row")
SELECT %(system)s, %(kind)s, key, target
FROM exchange_staging
WHERE key <> '' AND target IS NOT NULL AND outcome IN ('NEW', 'CHANGED', 'SAME')
ORDER BY n
ON CONFLICT (system, kind, external_id) DO NOTHING
