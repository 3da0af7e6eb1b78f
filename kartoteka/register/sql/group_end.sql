-- Ends memberships that began before a day on the day before it.
-- Takes: group, parties, on. Returns: nothing. Locks: the memberships.
UPDATE register_groupmember SET valid_to = %(on)s::date - 1
WHERE group_id = %(group)s AND party_id = ANY (%(parties)s) AND valid_from < %(on)s
  AND (valid_to IS NULL OR valid_to >= %(on)s)
