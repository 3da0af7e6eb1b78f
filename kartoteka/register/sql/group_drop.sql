-- Takes away memberships that would begin on a day or later.
-- Takes: group, parties, on. Returns: nothing. Locks: the memberships.
DELETE FROM register_groupmember
WHERE group_id = %(group)s AND party_id = ANY (%(parties)s) AND valid_from >= %(on)s
