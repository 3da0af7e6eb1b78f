-- What: which required documents parties do not have: no one of the type is valid on the day.
-- Takes: on; party_id, or NULL for all active parties; type_id or NULL; after (party's id) and
-- after_type, 0 to begin; limit. Returns: the columns of queries.Missing. Locks: nothing.
SELECT party.id, party.name, party.number, kind.id, kind.name
FROM register_party AS party
  JOIN documents_documenttype AS kind
    ON party.kind = ANY (kind.required_of) AND NOT kind.is_retired
WHERE party.state = 'ACTIVE' AND party.parent_id IS NULL AND NOT party.is_creditor
  AND (%(party_id)s::bigint IS NULL OR party.id = %(party_id)s::bigint)
  AND (%(type_id)s::bigint IS NULL OR kind.id = %(type_id)s::bigint)
  AND (party.id, kind.id) > (%(after)s::bigint, %(after_type)s::bigint)
  AND NOT EXISTS (SELECT FROM documents_customerdocument AS paper
                  WHERE paper.party_id = party.id AND paper.type_id = kind.id
                    AND paper.state = 'IN_FORCE'
                    AND (paper.valid_from IS NULL OR paper.valid_from <= %(on)s)
                    AND (paper.valid_to IS NULL OR paper.valid_to >= %(on)s))
ORDER BY party.id, kind.id
LIMIT %(limit)s
