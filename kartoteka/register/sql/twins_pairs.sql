-- The pairs that meet at a key that few share; larger crowds (common surnames, a phone of
-- a block of flats) are passed over at that key. A branch and its head are no pair; two of one tree
-- that share an identifier, which is the firm's, are one only by name and address together.
-- Takes: most (parties at one key). Returns: nothing; fills register_finding_pair. Locks: nothing.
DROP TABLE IF EXISTS pg_temp.register_finding_pair;
CREATE TEMP TABLE register_finding_pair ON COMMIT DROP AS
WITH crowd AS MATERIALIZED (
  SELECT key, party_id FROM (
    SELECT key, party_id, count(*) OVER (PARTITION BY key) AS size FROM register_finding_key
  ) AS counted WHERE size BETWEEN 2 AND %(most)s)
SELECT DISTINCT one.party_id AS first_id, other.party_id AS second_id
FROM crowd AS one JOIN crowd AS other ON other.key = one.key AND other.party_id > one.party_id;
DELETE FROM register_finding_pair AS pair
USING register_party AS one, register_party AS other
WHERE one.id = pair.first_id AND other.id = pair.second_id
  AND (one.parent_id = other.id OR other.parent_id = one.id);
WITH RECURSIVE up AS (
  SELECT id, parent_id AS above, 1 AS height
  FROM register_party WHERE parent_id IS NOT NULL AND state = 'ACTIVE'
  UNION ALL
  SELECT up.id, over.parent_id, up.height + 1
  FROM up CROSS JOIN LATERAL (  -- OFFSET 0: by the key, whatever statistics say
    SELECT parent_id FROM register_party WHERE register_party.id = up.above OFFSET 0) AS over
  WHERE over.parent_id IS NOT NULL AND up.height < 20),
rooted AS MATERIALIZED (
  SELECT DISTINCT ON (id) id, above AS root FROM up ORDER BY id, height DESC)
DELETE FROM register_finding_pair AS pair
USING register_finding_pair AS met
LEFT JOIN rooted AS left_one ON left_one.id = met.first_id
LEFT JOIN rooted AS right_one ON right_one.id = met.second_id
JOIN register_finding AS one ON one.party_id = met.first_id
JOIN register_finding AS other ON other.party_id = met.second_id
WHERE pair.ctid = met.ctid
  AND coalesce(left_one.root, met.first_id) = coalesce(right_one.root, met.second_id)
  AND one.identifiers && other.identifiers
  AND NOT (similarity(one.name_key, other.name_key) >= 0.85 AND one.places && other.places);
ANALYZE register_finding_pair
