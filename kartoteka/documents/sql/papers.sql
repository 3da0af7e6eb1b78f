-- What: customers' documents with what they are on a day: COMING, VALID, ENDING (within the days
-- that their type warns), ENDED, WITHDRAWN; is_followed where a later one of the type takes over.
-- Takes: {where} and {order}; on; what these two need; limit. Returns: the columns of
-- queries.DocumentLine. Locks: nothing.
SELECT paper.id, paper.public_id, paper.party_id,
       party.name, party.number, paper.type_id, kind.name, paper.number, paper.issuer,
       paper.issued_on, paper.valid_from, paper.valid_to, paper.note, paper.reason,
       kind.features, paper.features, kind.warn_days,
       CASE WHEN paper.state = 'WITHDRAWN' THEN 'WITHDRAWN'
            WHEN paper.valid_to < %(on)s THEN 'ENDED'
            WHEN paper.valid_from > %(on)s THEN 'COMING'
            WHEN paper.valid_to <= %(on)s + kind.warn_days THEN 'ENDING'
            ELSE 'VALID' END,
       EXISTS (SELECT FROM documents_customerdocument AS later
               WHERE later.party_id = paper.party_id AND later.type_id = paper.type_id
                 AND later.state = 'IN_FORCE' AND later.id <> paper.id
                 AND (later.valid_to IS NULL OR later.valid_to > paper.valid_to)),
       (SELECT count(*) FROM documents_attachment AS file
        WHERE file.subject = 'document' AND file.subject_id = paper.id
          AND file.removed_at IS NULL),
       paper.xmin::text
FROM documents_customerdocument AS paper
  JOIN documents_documenttype AS kind ON kind.id = paper.type_id
  JOIN register_party AS party ON party.id = paper.party_id
WHERE {where}
ORDER BY {order}
LIMIT %(limit)s
