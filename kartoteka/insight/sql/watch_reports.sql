-- What: the history of saved reports and of when they are sent.
-- Takes: nothing. Returns: nothing. Locks: insight_savedreport.
SELECT trail_watch('insight_savedreport', 'id', NULL);
