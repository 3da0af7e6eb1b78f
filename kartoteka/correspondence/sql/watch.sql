-- Letters, e-mails and invitations keep history. Sealed secrets do not: they must leave no trace.
-- Takes: nothing. Returns: nothing. Locks: the tables while their triggers are made.
SELECT trail_watch('correspondence_letter', 'id', 'party_id');
SELECT trail_watch('correspondence_printrun', 'id', NULL);
SELECT trail_watch('correspondence_email', 'id', 'party_id');
SELECT trail_watch('correspondence_invitation', 'id', 'party_id',
                   ARRAY['code_hash', 'link_hash'], 'true');
