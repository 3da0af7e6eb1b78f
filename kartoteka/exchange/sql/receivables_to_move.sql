-- Documents whose due date is another now.
-- Takes: exchange_staging. Returns: entry, due date. Locks: nothing.
SELECT target, due_on FROM exchange_staging
WHERE outcome = 'CHANGED' AND changes ? 'due_on' ORDER BY n
