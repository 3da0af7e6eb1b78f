-- Which of these parties have an active one right under them that is not among them.
-- Takes: ids. Returns: id, name, name of the first that stands under it. Locks: nothing.
SELECT p.id, p.name, under.name
FROM register_party p CROSS JOIN LATERAL (
  SELECT u.name FROM register_party u
  WHERE u.parent_id = p.id AND u.state = 'ACTIVE' AND u.id <> ALL (%(ids)s::bigint[])
  ORDER BY u.sort_pl LIMIT 1) under
WHERE p.id = ANY (%(ids)s::bigint[])
ORDER BY p.id
