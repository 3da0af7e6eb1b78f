-- What: corrections of a set that say that what they correct was wrong from the beginning count from
-- its day, of several documents from that of the earliest.
-- Takes: billing_ksef_draft, once the documents are known. Returns: the number of corrections.
-- Locks: nothing.
UPDATE billing_ksef_draft AS draft
SET counts_from = least(draft.issued_on, (
  SELECT min(document.effective_on) FROM ledger_entry AS document
  WHERE document.id = ANY (draft.documents)))
WHERE draft.is_correction AND draft.outcome = 'NEW' AND draft.amount < 0 AND draft.effect = 1
