-- How the one box goes through what search.sql and search_match.sql find.
-- Takes: nothing. Returns: nothing. Locks: nothing.

-- The active parties of whom a number begins with one of these forms (digits, perhaps after a
-- country), read off the b-trees: of digits every trigram stands in a great part of all bodies. The
-- end of a range is the next number up, so that any collation of the database puts it behind.
CREATE OR REPLACE FUNCTION register_search_begun(forms text[], already bigint[], lim integer)
RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public SET enable_seqscan = off
SET jit = off AS $$
BEGIN
  RETURN QUERY
  SELECT s.party_id
  FROM (
    SELECT DISTINCT hit.party_id
    FROM (SELECT form, rtrim(form, '9') AS base FROM unnest(forms) AS form) given
    CROSS JOIN LATERAL (
      SELECT given.form AS first, left(base, -1) || chr(ascii(right(base, 1)) + 1) AS behind
      WHERE right(base, 1) BETWEEN '0' AND '8'
    ) bound
    CROSS JOIN LATERAL (
      (SELECT n.party_id FROM register_search n
       WHERE n.number >= first COLLATE "C" AND n.number < behind COLLATE "C" LIMIT lim)
      UNION ALL
      (SELECT i.party_id FROM register_identifier i
       WHERE i.value >= first AND i.value < behind AND i.is_head AND i.exception_id IS NULL
         AND NOT (i.kind IN ('PESEL', 'RC')) LIMIT lim)
      UNION ALL
      (SELECT i.party_id FROM register_identifier i
       WHERE i.value >= first AND i.value < behind AND (NOT i.is_head OR i.exception_id IS NOT NULL)
         AND NOT (i.kind IN ('PESEL', 'RC')) LIMIT lim)
      UNION ALL
      (SELECT c.party_id FROM register_contact c
       WHERE c.value >= first AND c.value < behind LIMIT lim)
    ) hit
  ) found
  JOIN register_search s ON s.party_id = found.party_id
  WHERE NOT s.is_archived AND s.party_id <> ALL (already)
  ORDER BY s.name, s.party_id
  LIMIT lim - cardinality(already);
END $$;

DROP FUNCTION IF EXISTS register_find(text[], bytea[], boolean, text, text[], text[], text[], boolean,
                                      integer);

-- Everything that the one box finds, best first. `exact` are the forms in which the text may be a
-- whole number, `whole` says that it looks like nothing else; `joined` is the folded text;
-- `starts` and `parts` are patterns for the starts of words and for any part, and `loose` are
-- those of the text taken apart at its separators. Where enough numbers begin with one of `begun`,
-- or any of a whole one, nothing else is looked for. Returns at most `lim` parties.
CREATE OR REPLACE FUNCTION register_find(exact text[], hashes bytea[], whole boolean, begun text[],
                                         joined text, starts text[], parts text[], loose text[],
                                         short boolean, lim integer)
RETURNS bigint[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public AS $$
DECLARE
  found bigint[] := '{}';
  numbered bigint[];
BEGIN
  IF cardinality(exact) + cardinality(hashes) > 0 THEN
    found := ARRAY(SELECT register_search_exact(exact, hashes, lim));
    IF whole AND cardinality(found) > 0 THEN
      RETURN found;
    END IF;
  END IF;
  found := found || ARRAY(SELECT register_search_named(joined, found, lim));
  IF cardinality(found) >= lim OR short AND cardinality(found) > 0 THEN
    RETURN found;
  END IF;
  IF cardinality(begun) > 0 THEN
    numbered := ARRAY(SELECT register_search_begun(begun, found, lim));
    found := found || numbered;
    IF cardinality(found) >= lim OR whole AND cardinality(numbered) > 0 THEN
      RETURN found;
    END IF;
  END IF;
  found := found || ARRAY(SELECT register_search_match(starts, false, joined, found, lim));
  IF cardinality(found) < lim AND NOT short THEN
    found := found || ARRAY(SELECT register_search_match(parts, false, joined, found, lim));
  END IF;
  IF cardinality(found) < lim THEN
    found := found || ARRAY(SELECT register_search_match(parts, true, joined, found, lim));
  END IF;
  IF cardinality(found) = 0 AND loose <> parts THEN
    found := ARRAY(SELECT register_search_match(loose, false, joined, found, lim));
    found := found || ARRAY(SELECT register_search_match(loose, true, joined, found, lim));
  END IF;
  RETURN found;
END $$;
