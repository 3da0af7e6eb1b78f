-- What: keeps the KSeF numbers of a set beside the entries that bear them. A correction without an
-- amount is kept with what it corrects.
-- Takes: billing_ksef_draft, actor. Returns: nothing. Locks: nothing.
INSERT INTO billing_ksefinvoice
  (number, entry_id, kind, seller_nip, issued_on, amount, effect, sha256, content_id, actor)
SELECT draft.ksef, coalesce(posted.id, draft.entry_id, draft.documents[1]), draft.kind,
       draft.seller_nip, draft.issued_on, draft.amount, draft.effect, draft.sha256,
       draft.content_id, %(actor)s
FROM billing_ksef_draft AS draft
LEFT JOIN ledger_entry AS posted ON posted.source = 'ksef' AND posted.source_ref = draft.ksef
WHERE draft.outcome IN ('NEW', 'JOINED', 'TIED')
ORDER BY draft.place
