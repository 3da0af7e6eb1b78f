-- What: the history of what was planned and made; letters and e-mails keep their own.
-- Takes: nothing. Returns: nothing. Locks: insight_mailing.
SELECT trail_watch('insight_mailing', 'id', NULL);
