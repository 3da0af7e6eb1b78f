-- Calendars of advances keep history, but for their words.
-- Takes: nothing. Returns: nothing. Locks: the tables while their triggers are made.
SELECT trail_watch('billing_advanceplan', 'id', NULL, '{}', 'true', ARRAY['title']);
SELECT trail_watch('billing_advance', 'id', NULL);
