-- The groups by hand that a party is or was in, the latest first.
-- Takes: party, day (NULL: of all times), sees_all, user (whose own groups are seen).
-- Returns: id, group, labels, colour, valid_from, valid_to. Locks: nothing.
SELECT m.id, m.group_id, g.labels::text, g.colour, m.valid_from, m.valid_to
FROM register_groupmember m JOIN register_partygroup g ON g.id = m.group_id
WHERE m.party_id = %(party)s::bigint
  AND (%(sees_all)s::boolean OR g.is_shared OR g.owner_id = %(user)s::bigint)
  AND (%(day)s::date IS NULL
       OR m.valid_from <= %(day)s::date AND (m.valid_to IS NULL OR m.valid_to >= %(day)s::date))
ORDER BY m.valid_from DESC, m.id
