-- Answers enquiries about VAT and accounts and brings the parties' standings in step. A row whose
-- status is '' was not answered: it only says since when and why there is no answer.
-- Takes: register_answering; at (the moment). Returns: nothing. Locks: the enquiries and standings.
WITH answered AS (
  UPDATE register_enquiry e SET
    state = CASE WHEN s.status = '' THEN 'NO_ANSWER' ELSE 'ANSWERED' END,
    status = s.status, why = s.why, way = s.way, as_of = s.as_of, evidence_id = s.evidence_id,
    evidence_ids = CASE WHEN s.evidence_id IS NULL THEN '{}' ELSE ARRAY[s.evidence_id] END,
    answered_at = %(at)s::timestamptz,
    was = coalesce((
      SELECT h.status FROM register_standing h
      WHERE h.party_id = e.party_id AND h.about = e.about
        AND h.account_id IS NOT DISTINCT FROM e.account_id AND h.number = e.number), '')
  FROM register_answering s
  WHERE e.id = s.enquiry_id
  RETURNING e.party_id, e.about, e.account_id, e.number, e.iban, e.status, e.why, e.way, e.as_of,
            e.evidence_id
)
INSERT INTO register_standing AS h
  (party_id, about, account_id, number, iban, status, way, as_of, evidence_id, answered_at,
   failed_at, failed_why)
SELECT DISTINCT ON (party_id, about, account_id)
  party_id, about, account_id, number, iban, status, way,
  CASE WHEN status <> '' THEN as_of END, CASE WHEN status <> '' THEN evidence_id END,
  CASE WHEN status <> '' THEN %(at)s::timestamptz END,
  CASE WHEN status = '' THEN %(at)s::timestamptz END, why
FROM answered
WHERE party_id IS NOT NULL AND (about <> 'ACCOUNT' OR account_id IS NOT NULL)
ORDER BY party_id, about, account_id, status DESC
ON CONFLICT (party_id, about, account_id) DO UPDATE SET
  -- Another number than the one that was answered about: what held of that one holds no more.
  status = CASE WHEN excluded.status <> '' OR h.number <> excluded.number
                  OR h.iban <> excluded.iban THEN excluded.status ELSE h.status END,
  as_of = CASE WHEN excluded.status <> '' OR h.number <> excluded.number
                 OR h.iban <> excluded.iban THEN excluded.as_of ELSE h.as_of END,
  way = CASE WHEN excluded.status <> '' THEN excluded.way ELSE h.way END,
  evidence_id = CASE WHEN excluded.status <> '' OR h.number <> excluded.number
                       OR h.iban <> excluded.iban THEN excluded.evidence_id ELSE h.evidence_id END,
  answered_at = CASE WHEN excluded.status <> '' THEN excluded.answered_at ELSE h.answered_at END,
  failed_at = excluded.failed_at, failed_why = excluded.failed_why,
  number = excluded.number, iban = excluded.iban
