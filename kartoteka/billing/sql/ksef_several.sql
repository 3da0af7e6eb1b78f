-- What: posted corrections of a set that lessen several documents at once.
-- Takes: billing_ksef_draft. Returns: credit, day of issue, amount, documents, the longest due
-- first. Locks: nothing.
SELECT posted.id, posted.issued_on, posted.amount, draft.documents FROM billing_ksef_draft AS draft
JOIN ledger_entry AS posted ON posted.source = 'ksef' AND posted.source_ref = draft.ksef
WHERE draft.outcome = 'NEW' AND draft.amount < 0 AND cardinality(draft.documents) > 1
ORDER BY draft.place
