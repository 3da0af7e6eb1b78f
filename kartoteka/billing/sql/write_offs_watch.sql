-- Write-offs and offsets keep history, but for their words.
-- Takes: nothing. Returns: nothing. Locks: the tables while their triggers are made.
SELECT trail_watch('billing_writeoff', 'id', NULL, '{}', 'true', ARRAY['reason', 'answer']);
SELECT trail_watch('billing_offset', 'id', NULL, '{}', 'true', ARRAY['reason', 'their_number']);
