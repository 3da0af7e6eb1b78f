-- What: logins that were made for these parties by an invitation, whether or not they were ever
-- opened, and are not waited for by anybody else's.
-- Takes: parties. Returns: user_id. Locks: nothing.
SELECT DISTINCT mine.user_id
FROM correspondence_invitation AS mine
WHERE mine.party_id = ANY (%(parties)s)
  AND NOT EXISTS (
    SELECT FROM correspondence_invitation AS other
    WHERE other.user_id = mine.user_id AND other.party_id <> ALL (%(parties)s)
      AND other.used_at IS NULL AND other.ended_at IS NULL)
