-- One e-mail into the outbox. By hand, because the portal's door may add rows but not read the
-- columns of others, and so cannot have the database's own values given back.
-- Takes: public_id, recipient, subject, text, party_id, queued_by. Returns: its id. Locks: nothing.
INSERT INTO correspondence_email (public_id, "to", subject, text, party_id, queued_by)
VALUES (%(public_id)s, %(to)s, %(subject)s, %(text)s, %(party_id)s, %(queued_by)s)
RETURNING id
