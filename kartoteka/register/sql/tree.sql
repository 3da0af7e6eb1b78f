-- The parties under one, depth first; on each floor branches before contact persons, then by name.
-- Takes: party_id, limit. Returns: id, name, number, place, function, archived, depth.
-- Locks: nothing.
WITH RECURSIVE down AS (
  SELECT id, name, number, place, function, state, 1 AS depth,
         ARRAY[(place <> 'BRANCH')::int || sort_pl || ' ' || id] AS path
  FROM register_party WHERE parent_id = %(party_id)s
  UNION ALL
  SELECT p.id, p.name, p.number, p.place, p.function, p.state, down.depth + 1,
         down.path || ((p.place <> 'BRANCH')::int || p.sort_pl || ' ' || p.id)
  FROM down JOIN register_party p ON p.parent_id = down.id
  WHERE down.depth < 20
)
SELECT id, name, number, place, function, state = 'ARCHIVED', depth
FROM down ORDER BY path COLLATE "C" LIMIT %(limit)s
