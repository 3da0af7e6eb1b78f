-- What: points of the parties lose their name and place; numbers stay, the meter is still there.
-- Takes: parties. Returns: nothing. Locks: the rows.
UPDATE agreements_point SET name = '', address = ''
WHERE party_id = ANY (%(parties)s) AND (name, address) <> ('', '')
