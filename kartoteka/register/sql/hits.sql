-- What the search box shows of these parties, in this order.
-- Takes: ids. Returns: those of register_search_hits. Locks: nothing.
SELECT * FROM register_search_hits(%(ids)s::bigint[])
