-- What: what became of each invoice of a set.
-- Takes: billing_ksef_draft. Returns: place, outcome, customer, customer's number, due day, entry,
-- what is said of it, buyer, since when a correction counts that counts before its own day. Locks: nothing.
SELECT draft.place, draft.outcome, coalesce(party.name, ''), coalesce(party.number, ''),
       coalesce(posted.due_on, draft.due_on), coalesce(posted.id, draft.entry_id),
       coalesce(draft.said, ''), party.id, draft.counts_from
FROM billing_ksef_draft AS draft
LEFT JOIN register_party AS party ON party.id = draft.party_id
LEFT JOIN ledger_entry AS posted ON posted.source = 'ksef' AND posted.source_ref = draft.ksef
ORDER BY draft.place
