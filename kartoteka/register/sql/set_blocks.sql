-- A block of each kind for each party named; parties that are not there are passed over.
-- Takes: parties, what (arrays), reason, valid_from, valid_to, actor. Returns: nothing.
-- Locks: the parties named, against being removed.
INSERT INTO register_block (party_id, what, reason, valid_from, valid_to, set_by_id)
SELECT p.id, named.what, %(reason)s, %(valid_from)s, %(valid_to)s, %(actor)s
FROM register_party p CROSS JOIN unnest(%(what)s::text[]) AS named (what)
WHERE p.id = ANY (%(parties)s)
ORDER BY p.id, named.what
