-- What: what in the register forbids to erase parties.
-- Takes: parties. Returns: party_id, code, name (of one that stands under it). Locks: nothing.
SELECT id, 'register.is_creditor', '' FROM register_party
WHERE id = ANY (%(parties)s) AND is_creditor
UNION ALL
SELECT parent_id, 'register.others_under', min(name) FROM register_party
WHERE parent_id = ANY (%(parties)s) AND state = 'ACTIVE' AND id <> ALL (%(parties)s)
GROUP BY parent_id
