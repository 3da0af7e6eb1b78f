-- The history of what outside registers say of parties. Enquiries are a log of their own: each row
-- says who asked, when and what was answered. Standings leave a trace when the status changes, not
-- each time it is confirmed.
-- Takes: nothing. Returns: nothing. Locks: the tables while their triggers are made.
SELECT trail_watch('register_standing', 'id', 'party_id', '{}', 'true',
                   ARRAY['as_of', 'evidence_id', 'answered_at', 'failed_at', 'failed_why', 'iban',
                         'account_id', 'way']);
SELECT trail_watch('register_outsidefacts', 'id', 'party_id', '{}', 'true',
                   ARRAY['as_of', 'evidence_id', 'activities']);
SELECT trail_watch('register_outsiderun', 'id', NULL, '{}', 'true',
                   ARRAY['planned_on', 'next_at', 'why', 'file_tries']);
