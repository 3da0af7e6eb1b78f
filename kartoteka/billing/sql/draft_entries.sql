-- What: turns the receivables of a set into drafts of entries: the document, and its cost and its
-- interest as entries of their own that hang on it.
-- Takes: billing_draft; countries, consumers, kinds: which interest the facts suggest; consumer
-- (kinds of party), bearing (kinds of document). Returns: nothing, fills ledger_draft.
-- Locks: nothing.
INSERT INTO ledger_draft
  (party_id, creditor_id, currency, side, kind, amount, number, title, issued_on, due_on,
   booked_on, effective_on, point_id, agreement_id, debt_source_ref, interest_kind, source,
   source_ref)
SELECT party.id, draft.creditor_id, draft.currency, 'DEBIT', part.kind, part.amount, draft.number,
       draft.title, draft.issued_on, draft.due_on, draft.issued_on, draft.issued_on, point.id,
       agreement.id, part.debt_source_ref,
       CASE WHEN part.debt_source_ref IS NOT NULL THEN ''
            WHEN draft.interest_kind IS NOT NULL THEN draft.interest_kind
            WHEN part.kind = ANY (%(bearing)s) THEN coalesce(fact.interest_kind, '')
            ELSE '' END,
       draft.source, part.source_ref
FROM billing_draft AS draft
LEFT JOIN register_party AS named
  ON draft.party_id IS NULL AND named.number = draft.party_number
JOIN register_party AS party ON party.id = coalesce(draft.party_id, named.id)
JOIN register_party AS creditor ON creditor.id = draft.creditor_id
LEFT JOIN agreements_point AS point ON point.number = nullif(draft.point_number, '')
LEFT JOIN agreements_agreement AS agreement
  ON agreement.creditor_id = draft.creditor_id
 AND agreement.number = nullif(draft.agreement_number, '')
LEFT JOIN unnest(%(countries)s::text[], %(consumers)s::boolean[], %(kinds)s::text[])
  AS fact(country, is_consumer, interest_kind)
  ON fact.country = creditor.country AND fact.is_consumer = (party.kind = ANY (%(consumer)s))
CROSS JOIN LATERAL (
  VALUES (draft.kind, draft.amount, NULL, draft.source_ref),
         ('COST', draft.cost, draft.source_ref, draft.source_ref || '/cost'),
         ('INTEREST', draft.interest, draft.source_ref, draft.source_ref || '/interest')
) AS part(kind, amount, debt_source_ref, source_ref)
WHERE part.debt_source_ref IS NULL OR part.amount > 0
