-- What: advances whose day of issue has come, in the order of posting.
-- Takes: on. Returns: advance, creditor, year of issue, whether the creditor's books are closed for
-- the day. Locks: the advances.
SELECT advance.id, agreement.creditor_id, extract(year FROM advance.issued_on)::integer,
       coalesce(advance.issued_on <= creditor.closed_until, false)
FROM billing_advance AS advance
JOIN billing_advanceplan AS plan ON plan.id = advance.plan_id
JOIN agreements_agreement AS agreement ON agreement.id = plan.agreement_id
JOIN ledger_creditor AS creditor ON creditor.party_id = agreement.creditor_id
WHERE advance.entry_id IS NULL AND advance.issued_on <= %(on)s
  AND (plan.ended_on IS NULL OR advance.due_on <= plan.ended_on)
ORDER BY agreement.creditor_id, advance.issued_on, advance.id
FOR UPDATE OF advance
