-- The pairs that meet at a key that few share; larger crowds (common surnames, a phone of
-- a block of flats) are passed over at that key. A branch and its head are no pair.
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
ANALYZE register_finding_pair
