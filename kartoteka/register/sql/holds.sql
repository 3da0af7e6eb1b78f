-- What: what in the register forbids to erase parties.
-- Takes: parties, on. Returns: party_id, code, name (of one that stands under it, or that it was
-- merged into; why it is blocked). Locks: nothing.
SELECT id, 'register.is_creditor', '' FROM register_party
WHERE id = ANY (%(parties)s) AND is_creditor
UNION ALL
SELECT party_id, 'register.blocked', min(reason) FROM register_block
WHERE party_id = ANY (%(parties)s) AND lifted_on IS NULL AND valid_from <= %(on)s
  AND (valid_to IS NULL OR valid_to >= %(on)s)
GROUP BY party_id
UNION ALL
SELECT loser.id, 'register.merged_into', survivor.name
FROM register_party AS loser JOIN register_party AS survivor ON survivor.id = loser.merged_into_id
WHERE loser.id = ANY (%(parties)s) AND survivor.id <> ALL (%(parties)s)
UNION ALL
SELECT parent_id, 'register.others_under', min(name) FROM register_party
WHERE parent_id = ANY (%(parties)s) AND state = 'ACTIVE' AND id <> ALL (%(parties)s)
GROUP BY parent_id
