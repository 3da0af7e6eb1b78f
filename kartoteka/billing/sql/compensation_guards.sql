-- Exchange rates keep history.
-- Takes: nothing. Returns: nothing. Locks: the table while its triggers are made.
SELECT trail_watch('billing_exchangerate', 'id', NULL);
