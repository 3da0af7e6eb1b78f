-- What of the one box's search reads the trigram indexes: see search.sql.
-- Takes: nothing. Returns: nothing. Locks: nothing.

-- The parties whose body fits all patterns (at least two, the most selective first) and that are
-- not found already. Of many hits the first 200 that come are put in order: nobody reads more, and
-- sorting thousands is slow. A few signs may fit a great part of all bodies, and the index would
-- tell them all before the first is seen: for those some bodies are looked at first.
CREATE OR REPLACE FUNCTION register_search_match(patterns text[], archived boolean, joined text,
                                      already bigint[], lim integer)
RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public SET enable_seqscan = off
SET jit = off AS $$
DECLARE
  found bigint[] := '{}';
BEGIN
  IF length(joined) <= 5 AND NOT archived THEN
    found := ARRAY(
      SELECT s.party_id
      FROM (SELECT party_id, body FROM register_search
            WHERE NOT is_archived ORDER BY party_id LIMIT 3000) s
      WHERE s.party_id <> ALL (already)
        AND s.body LIKE patterns[1] AND s.body LIKE patterns[2] AND s.body LIKE ALL (patterns[3:])
      LIMIT 200);
  END IF;
  -- Two statements, because each can use only the index whose condition it names.
  IF cardinality(found) = 200 THEN
    NULL;
  ELSIF archived THEN
    found := ARRAY(
      SELECT s.party_id FROM register_search s
      WHERE s.is_archived AND s.party_id <> ALL (already)
        AND s.body LIKE patterns[1] AND s.body LIKE patterns[2] AND s.body LIKE ALL (patterns[3:])
      LIMIT 200);
  ELSE
    found := ARRAY(
      SELECT s.party_id FROM register_search s
      WHERE NOT s.is_archived AND s.party_id <> ALL (already)
        AND s.body LIKE patterns[1] AND s.body LIKE patterns[2] AND s.body LIKE ALL (patterns[3:])
      LIMIT 200);
  END IF;
  RETURN QUERY
  SELECT c.party_id FROM register_search c WHERE c.party_id = ANY (found)
  ORDER BY starts_with(c.name, joined) DESC, strpos(' ' || c.name, ' ' || joined) = 0,
           c.name, c.party_id
  LIMIT lim - cardinality(already);
END $$;
