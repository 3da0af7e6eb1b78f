-- Into whom these parties were merged. Takes: ids. Returns: id, that of who stays. Locks: nothing.
SELECT p.id, p.merged_into_id FROM register_party p
WHERE p.id = ANY (%(ids)s::bigint[]) AND p.merged_into_id IS NOT NULL
