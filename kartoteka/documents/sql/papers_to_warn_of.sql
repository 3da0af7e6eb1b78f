-- What: how many documents in force end within the days that their type warns, or have ended, and
-- no later one of the type takes over; archived parties do not count.
-- Takes: on; party_id, or NULL for all. Returns: how many end, how many have ended. Locks: nothing.
SELECT count(*) FILTER (WHERE paper.valid_to >= %(on)s::date), count(*) FILTER (WHERE paper.valid_to < %(on)s::date)
FROM documents_customerdocument AS paper
  JOIN documents_documenttype AS kind ON kind.id = paper.type_id AND NOT kind.is_retired
  JOIN register_party AS party ON party.id = paper.party_id AND party.state = 'ACTIVE'
WHERE paper.state = 'IN_FORCE' AND paper.valid_to <= %(on)s::date + kind.warn_days
  AND paper.valid_to <= %(on)s::date + 730
  AND (%(party_id)s::bigint IS NULL OR paper.party_id = %(party_id)s::bigint)
  AND NOT EXISTS (SELECT FROM documents_customerdocument AS later
                  WHERE later.party_id = paper.party_id AND later.type_id = paper.type_id
                    AND later.state = 'IN_FORCE' AND later.id <> paper.id
                    AND (later.valid_to IS NULL OR later.valid_to > paper.valid_to))
