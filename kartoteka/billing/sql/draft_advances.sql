-- What: turns advances into drafts of entries.
-- Takes: advances and their numbers; countries, consumers, kinds: which interest the facts suggest;
-- consumer (kinds of party). Returns: nothing, fills ledger_draft. Locks: nothing.
INSERT INTO ledger_draft
  (party_id, creditor_id, currency, side, kind, amount, number, title, issued_on, due_on,
   booked_on, effective_on, point_id, agreement_id, interest_kind, source, source_ref)
SELECT agreement.party_id, agreement.creditor_id, plan.currency, 'DEBIT', 'ADVANCE',
       advance.amount, asked.number, plan.title, advance.issued_on, advance.due_on,
       advance.issued_on, advance.issued_on, agreement.point_id, agreement.id,
       coalesce(fact.interest_kind, ''), 'billing.plan', advance.id::text
FROM unnest(%(advances)s::bigint[], %(numbers)s::text[]) WITH ORDINALITY
  AS asked(advance_id, number, place)
JOIN billing_advance AS advance ON advance.id = asked.advance_id
JOIN billing_advanceplan AS plan ON plan.id = advance.plan_id
JOIN agreements_agreement AS agreement ON agreement.id = plan.agreement_id
JOIN register_party AS party ON party.id = agreement.party_id
JOIN register_party AS creditor ON creditor.id = agreement.creditor_id
LEFT JOIN unnest(%(countries)s::text[], %(consumers)s::boolean[], %(kinds)s::text[])
  AS fact(country, is_consumer, interest_kind)
  ON fact.country = creditor.country AND fact.is_consumer = (party.kind = ANY (%(consumer)s))
ORDER BY asked.place
