-- The staged rows that are new, in the order of the file; read as a stream.
-- Takes: exchange_staging. Returns: all columns. Locks: nothing.
SELECT * FROM exchange_staging WHERE outcome = 'NEW' AND target IS NULL ORDER BY n
