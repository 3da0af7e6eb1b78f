-- What the search box shows of the parties that it finds, best first.
-- Takes: those of register_find. Returns: those of register_search_hits. Locks: nothing.
SELECT * FROM register_search_hits(
  register_find(%(exact)s::text[], %(hashes)s::bytea[], %(whole)s, %(begun)s::text[], %(joined)s,
                %(starts)s::text[], %(parts)s::text[], %(loose)s::text[], %(short)s, %(limit)s))
