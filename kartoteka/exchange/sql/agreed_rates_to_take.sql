-- Rates to add, and those of ours to end earlier, in the order of the file; read as a stream.
-- Takes: exchange_staging. Returns: all columns. Locks: nothing.
SELECT * FROM exchange_staging WHERE outcome IN ('NEW', 'CHANGED') ORDER BY n
