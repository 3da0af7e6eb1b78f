-- What: ties the corrections and final invoices of a set to the documents that they name.
-- Takes: billing_ksef_draft. Returns: nothing. Locks: nothing.
INSERT INTO billing_tie (entry_id, document_id, kind)
SELECT posted.id, document.id, CASE WHEN draft.is_correction THEN 'CORRECTS' ELSE 'ADVANCE' END
FROM billing_ksef_draft AS draft
JOIN ledger_entry AS posted ON posted.source = 'ksef' AND posted.source_ref = draft.ksef
CROSS JOIN LATERAL unnest(draft.documents) AS document(id)
WHERE draft.outcome = 'NEW' AND document.id <> posted.id
ON CONFLICT DO NOTHING
