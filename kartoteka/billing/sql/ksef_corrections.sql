-- What: turns the corrections of a set into drafts of entries: credits that name the documents that
-- they lessen, debits where more is owed, with the interest of what they correct. What counts from
-- an earlier day than its own is booked on its own.
-- Takes: billing_ksef_draft. Returns: nothing, fills ledger_draft. Locks: nothing.
INSERT INTO ledger_draft
  (party_id, creditor_id, currency, side, kind, amount, number, title, issued_on, due_on,
   booked_on, effective_on, point_id, agreement_id, interest_kind, account_id, designated, source,
   source_ref, paid_on)
SELECT account.party_id, draft.creditor_id, draft.currency,
       CASE WHEN draft.amount < 0 THEN 'CREDIT' ELSE 'DEBIT' END, 'CORRECTION', abs(draft.amount),
       draft.number, left(draft.title, 250), draft.issued_on,
       CASE WHEN draft.amount > 0
            THEN coalesce(draft.due_on, greatest(document.due_on, draft.issued_on)) END,
       draft.issued_on, coalesce(draft.counts_from, draft.issued_on), document.point_id, document.agreement_id,
       CASE WHEN draft.amount > 0 THEN document.interest_kind ELSE '' END, document.account_id,
       CASE WHEN draft.amount < 0 THEN draft.documents END, 'ksef', draft.ksef,
       draft.counts_from
FROM billing_ksef_draft AS draft
JOIN ledger_entry AS document ON document.id = draft.documents[1]
JOIN ledger_account AS account ON account.id = document.account_id
WHERE draft.outcome = 'NEW' AND draft.is_correction
ORDER BY draft.place
