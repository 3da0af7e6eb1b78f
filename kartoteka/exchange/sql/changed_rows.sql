-- The staged rows that change a row of ours, in the order of the file; read as a stream.
-- Takes: exchange_staging. Returns: all columns. Locks: nothing.
SELECT * FROM exchange_staging WHERE outcome = 'CHANGED' ORDER BY n
