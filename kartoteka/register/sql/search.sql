-- The search table: one row for a party with all by which it is found, folded; and who keeps it.
-- Takes: nothing. Returns: nothing. Locks: the register's tables while triggers are made.

CREATE TABLE register_search (
  party_id bigint PRIMARY KEY,
  is_archived boolean NOT NULL,
  name text COLLATE "C" NOT NULL,
  number text COLLATE "C" NOT NULL,
  body text NOT NULL
);
COMMENT ON TABLE register_search IS 'follows its sources by triggers; a foreign key would only check'
  ' the same once more for every row of a bulk load';
CREATE INDEX register_search_name ON register_search (name, party_id);
CREATE INDEX register_search_number ON register_search (number);
-- New entries wait in a list (a tenth of the time for a bulk load); who writes keeps it short,
-- because every search reads it: 64 kB after single changes, empty after a bulk load. Archived
-- parties, asked for only where the active ones do not fill the list, have an index of their own.
CREATE INDEX register_search_active ON register_search USING gin (body gin_trgm_ops)
  WHERE NOT is_archived;
CREATE INDEX register_search_archived ON register_search USING gin (body gin_trgm_ops)
  WHERE is_archived;

-- Every word of every name once: where nothing fits, the words one slip away are looked up here.
CREATE TABLE register_word (word text COLLATE "C" PRIMARY KEY);
CREATE INDEX register_word_part ON register_word USING gin (word gin_trgm_ops);

-- What a party is found by: `words` folded, and `numbers` (identifiers, phones, postal codes)
-- without separators; sensitive ones, bank accounts among them, are found only whole and by their
-- own columns. A blank on both sides lets a pattern ask for the start of a word.
-- Sets nothing, so that it is expanded where it is used: a bulk load calls it for every row.
CREATE FUNCTION register_search_body(words text, numbers text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ' ' || fold(coalesce(words, '')) || ' '
      || lower(regexp_replace(coalesce(numbers, ''), '[^[:alnum:] ]+', '', 'g')) || ' '
$$;

-- Learns the words of these parties' names; those of gone names stay, they lead to nobody.
CREATE FUNCTION register_word_learn(ids bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  INSERT INTO register_word
  SELECT DISTINCT word FROM register_search, unnest(string_to_array(name, ' ')) AS word
  WHERE party_id = ANY (ids) AND length(word) BETWEEN 4 AND 40
  ON CONFLICT DO NOTHING
$$;

-- Ends a bulk load: its entries leave the list of those that wait. For the owner of the index only,
-- hence the definer's rights.
CREATE FUNCTION register_search_settle() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public SET work_mem = '256MB' AS $$
  SELECT gin_clean_pending_list('public.register_search_active')
$$;

-- A bulk load that writes the search rows itself says so by kartoteka.bulk = 'new parties'.
CREATE FUNCTION register_search_follow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  ids bigint[];
BEGIN
  IF current_setting('kartoteka.bulk', true) = 'new parties' THEN
    RETURN NULL;
  END IF;
  IF TG_TABLE_NAME = 'register_party' AND TG_OP = 'DELETE' THEN
    DELETE FROM register_search WHERE party_id IN (SELECT id FROM old_rows);
  ELSIF TG_TABLE_NAME = 'register_party' THEN
    SELECT array_agg(id) INTO ids FROM new_rows;
  ELSIF TG_OP = 'INSERT' THEN
    SELECT array_agg(DISTINCT party_id) INTO ids FROM new_rows;
  ELSIF TG_OP = 'DELETE' THEN
    SELECT array_agg(DISTINCT party_id) INTO ids FROM old_rows;
  ELSE
    SELECT array_agg(DISTINCT party_id) INTO ids
    FROM (SELECT party_id FROM new_rows UNION SELECT party_id FROM old_rows) moved;
  END IF;
  IF ids IS NOT NULL THEN
    PERFORM register_search_refresh(ids);
  END IF;
  RETURN NULL;
END $$;

DO $$
DECLARE
  source text;
  event text;
BEGIN
  FOREACH source IN ARRAY ARRAY['party', 'identifier', 'address', 'contact'] LOOP
    FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
      EXECUTE format('CREATE TRIGGER %I AFTER %s ON %I REFERENCING %s FOR EACH STATEMENT
                      EXECUTE FUNCTION register_search_follow()',
        'register_search_' || lower(event), event, 'register_' || source,
        CASE event WHEN 'INSERT' THEN 'NEW TABLE AS new_rows'
                   WHEN 'DELETE' THEN 'OLD TABLE AS old_rows'
                   ELSE 'OLD TABLE AS old_rows NEW TABLE AS new_rows' END);
    END LOOP;
  END LOOP;
END $$;

-- The parties whose whole name begins so, in order of the name: read off the index.
CREATE FUNCTION register_search_named(joined text, already bigint[], lim integer)
RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public SET enable_seqscan = off
SET jit = off AS $$
BEGIN
  RETURN QUERY
  SELECT s.party_id FROM register_search s
  WHERE NOT s.is_archived AND s.name >= joined COLLATE "C"
    AND s.name < (joined || U&'\+10FFFF') COLLATE "C" AND s.party_id <> ALL (already)
  ORDER BY s.name, s.party_id
  LIMIT lim - cardinality(already);
END $$;

-- The parties that carry one of these numbers whole, archived ones last: read off the b-trees.
CREATE FUNCTION register_search_exact(exact text[], hashes bytea[], lim integer)
RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public SET enable_seqscan = off
SET jit = off AS $$
BEGIN
  RETURN QUERY
  SELECT s.party_id FROM register_search s JOIN (
    SELECT party_id, 0 AS rank FROM register_search WHERE number = ANY (exact)
    UNION ALL
    SELECT party_id, 1 FROM register_identifier
    WHERE value = ANY (exact) AND is_head AND NOT (kind IN ('PESEL', 'RC'))
    UNION ALL
    SELECT party_id, 2 FROM register_identifier
    WHERE value = ANY (exact) AND NOT is_head AND NOT (kind IN ('PESEL', 'RC'))
    UNION ALL
    SELECT party_id, 1 FROM register_identifier
    WHERE value_hash = ANY (hashes) AND kind IN ('PESEL', 'RC')
    UNION ALL
    SELECT party_id, 3 FROM register_contact WHERE value = ANY (exact)
    UNION ALL
    SELECT party_id, 3 FROM register_bankaccount WHERE iban = ANY (exact)
  ) found ON found.party_id = s.party_id
  GROUP BY s.party_id
  ORDER BY s.is_archived, min(found.rank), s.name, s.party_id
  LIMIT lim;
END $$;

-- What a list of hits shows, in the order of `ids`. A function, so that its plan is kept.
CREATE FUNCTION register_search_hits(ids bigint[])
RETURNS TABLE (id bigint, public_id uuid, number varchar, name varchar, kind varchar,
               is_archived boolean, identifier_kind varchar, identifier varchar, city varchar,
               street varchar, building varchar, head_name varchar)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public SET enable_seqscan = off
SET jit = off AS $$
BEGIN
  RETURN QUERY
  SELECT p.id, p.public_id, p.number, p.name, p.kind, p.state = 'ARCHIVED', i.kind, i.value,
         a.city, a.street, a.building, head.name
  FROM unnest(ids) WITH ORDINALITY AS found (id, place)
  JOIN register_party p ON p.id = found.id
  LEFT JOIN register_party head ON head.id = p.parent_id
  LEFT JOIN LATERAL (
    SELECT n.kind, n.value FROM register_identifier n
    WHERE n.party_id = p.id AND n.kind IN ('NIP', 'ICO') ORDER BY n.kind DESC LIMIT 1
  ) i ON true
  LEFT JOIN LATERAL (
    SELECT l.city, l.street, l.building FROM register_address l WHERE l.party_id = p.id
    ORDER BY l.valid_to IS NULL DESC, l.kind = 'REGISTERED' DESC, l.id DESC LIMIT 1
  ) a ON true
  ORDER BY found.place;
END $$;
