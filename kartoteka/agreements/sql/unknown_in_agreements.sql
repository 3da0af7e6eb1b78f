-- What: numbers of parties and points that staged agreements name and that are not there.
-- Takes: agreements_agreement_draft. Returns: up to three numbers, each with the count of all rows.
-- Locks: nothing.
SELECT missing.number, count(*) OVER () AS all_rows
FROM (
  SELECT draft.party_number AS number
  FROM agreements_agreement_draft AS draft
  WHERE NOT EXISTS (SELECT FROM register_party AS party WHERE party.number = draft.party_number)
  UNION ALL
  SELECT draft.point_number
  FROM agreements_agreement_draft AS draft
  WHERE draft.point_number <> ''
    AND NOT EXISTS (SELECT FROM agreements_point AS point WHERE point.number = draft.point_number)
) AS missing
ORDER BY missing.number
LIMIT 3
