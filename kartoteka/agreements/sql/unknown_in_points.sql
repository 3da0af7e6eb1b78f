-- What: numbers of parties that staged points name and nobody bears.
-- Takes: agreements_point_draft. Returns: up to three numbers, each with the count of all rows.
-- Locks: nothing.
SELECT draft.party_number, count(*) OVER () AS all_rows
FROM agreements_point_draft AS draft
WHERE NOT EXISTS (SELECT FROM register_party AS party WHERE party.number = draft.party_number)
ORDER BY draft.party_number
LIMIT 3
