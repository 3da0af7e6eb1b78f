-- What: invitations to the portal open nothing any more.
-- Takes: parties. Returns: nothing. Locks: the rows.
UPDATE correspondence_invitation
SET code_hash = '', link_hash = 'erased-' || id, ended_at = coalesce(ended_at, used_at, now())
WHERE party_id = ANY (%(parties)s)
