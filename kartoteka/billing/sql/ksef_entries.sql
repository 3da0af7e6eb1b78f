-- What: turns the invoices of a set that are new into drafts of entries. Without a term of payment
-- the customer's terms count, else the day of issue.
-- Takes: billing_ksef_draft; countries, consumers, kinds: which interest the facts suggest; consumer
-- (kinds of party). Returns: nothing, fills ledger_draft. Locks: nothing.
INSERT INTO ledger_draft
  (party_id, creditor_id, currency, side, kind, amount, number, title, issued_on, due_on,
   booked_on, effective_on, point_id, agreement_id, interest_kind, source, source_ref)
SELECT draft.party_id, draft.creditor_id, draft.currency, 'DEBIT',
       CASE draft.kind WHEN 'ZAL' THEN 'ADVANCE' ELSE 'INVOICE' END,
       draft.amount, draft.number, left(draft.title, 250), draft.issued_on,
       coalesce(draft.due_on, draft.issued_on + coalesce(terms.payment_days, 0)),
       draft.issued_on, draft.issued_on, agreement.point_id, agreement.id,
       coalesce(nullif(terms.interest_kind, ''), fact.interest_kind, ''), 'ksef', draft.ksef
FROM billing_ksef_draft AS draft
JOIN register_party AS party ON party.id = draft.party_id
JOIN register_party AS creditor ON creditor.id = draft.creditor_id
LEFT JOIN unnest(%(countries)s::text[], %(consumers)s::boolean[], %(kinds)s::text[])
  AS fact(country, is_consumer, interest_kind)
  ON fact.country = creditor.country AND fact.is_consumer = (party.kind = ANY (%(consumer)s))
LEFT JOIN LATERAL (
  SELECT agreed.payment_days, agreed.interest_kind FROM register_tradeterms AS agreed
  WHERE agreed.party_id = draft.party_id AND agreed.valid_from <= draft.issued_on
    AND (agreed.valid_to IS NULL OR agreed.valid_to >= draft.issued_on)
  LIMIT 1) AS terms ON true
LEFT JOIN LATERAL (
  SELECT one.id, one.point_id FROM agreements_agreement AS one
  WHERE one.creditor_id = draft.creditor_id AND one.number = ANY (draft.agreements)
    AND one.party_id = draft.party_id
  ORDER BY one.id LIMIT 1) AS agreement ON true
WHERE draft.outcome = 'NEW' AND NOT draft.is_correction
ORDER BY draft.place
