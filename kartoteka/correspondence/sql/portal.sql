-- What the portal's door needs of correspondence: invitations to activate, e-mails to queue.
-- A signed-in customer reads nothing here.
-- Takes: nothing. Returns: nothing. Locks: nothing.
GRANT SELECT ON correspondence_invitation TO kartoteka_door;
GRANT UPDATE (wrong_codes, used_at, ended_at) ON correspondence_invitation TO kartoteka_door;
GRANT INSERT ON correspondence_email, correspondence_sealed TO kartoteka_door;
GRANT SELECT (id) ON correspondence_email, correspondence_sealed TO kartoteka_door;
GRANT USAGE ON SEQUENCE correspondence_email_id_seq, correspondence_sealed_id_seq
  TO kartoteka_door;
GRANT INSERT, SELECT (id, asked_at) ON correspondence_resetrequest TO kartoteka_door;
GRANT USAGE ON SEQUENCE correspondence_resetrequest_id_seq TO kartoteka_door;
