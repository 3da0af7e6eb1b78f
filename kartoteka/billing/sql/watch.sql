-- Which document came with a receivable keeps history.
-- Takes: nothing. Returns: nothing. Locks: the table while its triggers are made.
SELECT trail_watch('billing_attachment', 'entry_id', NULL);
