-- What: adds the staged points whose number is new.
-- Takes: agreements_point_draft. Returns: nothing; the row count is what was added.
-- Locks: the new rows.
INSERT INTO agreements_point (public_id, number, party_id, name, address)
SELECT gen_random_uuid(), draft.number, coalesce(party.merged_into_id, party.id), draft.name, draft.address
FROM agreements_point_draft AS draft
JOIN register_party AS party ON party.number = draft.party_number
ON CONFLICT (number) DO NOTHING
