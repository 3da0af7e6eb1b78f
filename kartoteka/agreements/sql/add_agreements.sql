-- What: adds the staged agreements whose number is new to their creditor.
-- Takes: agreements_agreement_draft. Returns: nothing; the row count is what was added.
-- Locks: the new rows.
INSERT INTO agreements_agreement
  (public_id, number, party_id, creditor_id, point_id, valid_from, valid_to)
SELECT gen_random_uuid(), draft.number, coalesce(party.merged_into_id, party.id), draft.creditor_id,
       point.id, draft.valid_from, draft.valid_to
FROM agreements_agreement_draft AS draft
JOIN register_party AS party ON party.number = draft.party_number
LEFT JOIN agreements_point AS point ON point.number = draft.point_number
ON CONFLICT (creditor_id, number) DO NOTHING
