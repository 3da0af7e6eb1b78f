-- Parties that a text with one typing slip may mean: every word but one fits, and that one with a
-- letter wrong, missing, too many, or two swapped.
-- Takes: slips (patterns of the slipped word), others (patterns of the other words), limit.
-- Returns: id. Locks: nothing.
SELECT s.party_id
FROM (
  SELECT party_id, is_archived, name FROM register_search
  WHERE body LIKE ANY (%(slips)s::text[]) AND body LIKE ALL (%(others)s::text[])
  LIMIT 200
) s
ORDER BY s.is_archived, s.name, s.party_id
LIMIT %(limit)s
