-- What: erased parties are found by nothing.
-- Takes: parties. Returns: nothing. Locks: the rows.
DELETE FROM register_search WHERE party_id = ANY (%(parties)s)
