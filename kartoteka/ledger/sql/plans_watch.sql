-- Instalment plans keep history, but for why they ended.
-- Takes: nothing. Returns: nothing. Locks: the table while its triggers are made.
SELECT trail_watch('ledger_plan', 'id', NULL, '{}', 'true', ARRAY['reason']);
