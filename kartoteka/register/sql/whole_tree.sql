-- The whole tree in which a party stands: its head and all under it, depth first; on each floor
-- branches before contact persons, then by name.
-- Takes: party_id, limit. Returns: id, parent, name, number, place, function, archived, depth (the
-- head 0). Locks: nothing.
WITH RECURSIVE up AS (
  SELECT id, parent_id, 0 AS height FROM register_party WHERE id = %(party_id)s
  UNION ALL
  SELECT p.id, p.parent_id, up.height + 1
  FROM up JOIN register_party p ON p.id = up.parent_id WHERE up.height < 20
), down AS (
  SELECT p.id, p.parent_id, p.name, p.number, p.place, p.function, p.state, 0 AS depth,
         ARRAY['' COLLATE "C"] AS path
  FROM register_party p JOIN up ON up.id = p.id WHERE up.parent_id IS NULL
  UNION ALL
  SELECT p.id, p.parent_id, p.name, p.number, p.place, p.function, p.state, down.depth + 1,
         down.path || ((p.place <> 'BRANCH')::int || p.sort_pl || ' ' || p.id)
  FROM down JOIN register_party p ON p.parent_id = down.id
  WHERE down.depth < 20
)
SELECT id, parent_id, name, number, place, function, state = 'ARCHIVED', depth
FROM down ORDER BY path COLLATE "C" LIMIT %(limit)s
