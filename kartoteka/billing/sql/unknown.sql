-- What: rows of a set that name a customer, point or agreement that is not there.
-- Takes: billing_draft. Returns: up to three documents with what they name, and the count of all.
-- Locks: nothing.
SELECT fault.number, fault.named, count(*) OVER () AS all_rows
FROM (
  SELECT draft.number, coalesce(draft.party_number, draft.party_id::text, '') AS named
  FROM billing_draft AS draft
  WHERE (draft.party_id IS NULL AND NOT EXISTS (
          SELECT FROM register_party AS party WHERE party.number = draft.party_number))
     OR (draft.party_id IS NOT NULL AND NOT EXISTS (
          SELECT FROM register_party AS party WHERE party.id = draft.party_id))
  UNION ALL
  SELECT draft.number, draft.point_number
  FROM billing_draft AS draft
  WHERE draft.point_number <> '' AND NOT EXISTS (
    SELECT FROM agreements_point AS point WHERE point.number = draft.point_number)
  UNION ALL
  SELECT draft.number, draft.agreement_number
  FROM billing_draft AS draft
  WHERE draft.agreement_number <> '' AND NOT EXISTS (
    SELECT FROM agreements_agreement AS agreement
    WHERE agreement.creditor_id = draft.creditor_id AND agreement.number = draft.agreement_number)
) AS fault
LIMIT 3
