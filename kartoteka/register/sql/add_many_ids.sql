-- The ids of the staged rows that were taken. Takes: nothing. Returns: row, id. Locks: nothing.
SELECT n, id FROM register_staging
