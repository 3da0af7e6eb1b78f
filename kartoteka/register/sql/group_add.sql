-- Puts parties into a group from a day on, but those who are in it then or later.
-- Takes: group, parties, on. Returns: nothing. Locks: the new rows.
INSERT INTO register_groupmember (group_id, party_id, valid_from)
SELECT %(group)s, p.id, %(on)s
FROM register_party p
WHERE p.id = ANY (%(parties)s) AND NOT EXISTS (
  SELECT FROM register_groupmember m
  WHERE m.group_id = %(group)s AND m.party_id = p.id
    AND (m.valid_to IS NULL OR m.valid_to >= %(on)s))
ORDER BY p.id
