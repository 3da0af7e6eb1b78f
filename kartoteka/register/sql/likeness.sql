-- How alike two parties are, from 0 to 100 and why; and whom to compare at all.
-- Takes: nothing. Returns: nothing. Locks: nothing.

-- A name as likeness compares it: folded, without legal forms, its words in order.
CREATE FUNCTION register_name_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(
    (SELECT string_agg(word, ' ' ORDER BY word COLLATE "C")
     FROM unnest(string_to_array(btrim(regexp_replace(regexp_replace(folded,
       '(^| )(spolka z ograniczona odpowiedzialnoscia|spolka z o o|sp z o o|sp zoo|spzoo|prosta spolka akcyjna|spolka komandytowo akcyjna|spolka akcyjna|spolka komandytowa|spolka jawna|spolka partnerska|spolka cywilna|s k a|p s a|s a|sp j|sp k|sp p|s c|spolocnost s rucenim obmedzenym|spol s r o|spol s ro|s r o|sro|akciova spolocnost|komanditna spolocnost|verejna obchodna spolocnost|a s|k s|v o s|przedsiebiorstwo (produkcyjno )?(uslugowo )?handlowo uslugowe|p p h u|p h u|phu|f h u|fhu|p u h|firma|zaklad)(?= |$)',
       ' ', 'g'), ' +', ' ', 'g')), ' ')) AS word WHERE word <> ''),
    folded)
  FROM (SELECT public.fold(name) AS folded) AS given
$$;

-- An address as one text that is equal for equal places; NULL where it names no house.
CREATE FUNCTION register_address_key(street text, building text, flat text, city text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN building <> '' AND city <> '' THEN concat_ws('|',
    regexp_replace(public.fold(street),
                   '^(ulica|ul|aleja|aleje|al|osiedle|os|plac|pl|namestie|nam|ulice) ', ''),
    replace(public.fold(building), ' ', ''), replace(public.fold(flat), ' ', ''),
    public.fold(city)) END
$$;

-- An identifier as one text that is equal for what means the same taxpayer or firm: the NIP inside
-- an EU VAT number, the DIČ inside an IČ DPH, the firm's part of a local unit's REGON.
CREATE FUNCTION register_identifier_key(kind text, value text, value_hash bytea) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN value_hash IS NOT NULL THEN kind || ':' || encode(value_hash, 'hex')
    WHEN kind = 'NIP' OR (kind = 'EU_VAT' AND value LIKE 'PL%')
      THEN 'NIP:' || right(value, 10)
    WHEN kind IN ('DIC', 'ICDPH') OR (kind = 'EU_VAT' AND value LIKE 'SK%')
      THEN 'DIC:' || right(value, 10)
    WHEN kind = 'REGON' THEN 'REGON:' || left(value, 9)
    ELSE kind || ':' || value END
$$;

CREATE TYPE register_features AS (
  party_id bigint, is_natural boolean, name_key text, birth_date date, phones text[],
  emails text[], ibans text[], places text[], towns text[], identifiers text[]
);

-- What likeness compares of these parties.
CREATE FUNCTION register_features_of(ids bigint[]) RETURNS SETOF register_features
LANGUAGE sql STABLE ROWS 50 AS $$
  SELECT p.id, p.kind IN ('PERSON', 'HOUSEHOLD', 'SOLE_TRADER'), public.register_name_key(p.name),
    p.birth_date,
    coalesce((SELECT array_agg(right(value, 9)) FROM public.register_contact
              WHERE party_id = p.id AND kind = 'PHONE'), '{}'),
    coalesce((SELECT array_agg(value::text) FROM public.register_contact
              WHERE party_id = p.id AND kind = 'EMAIL'), '{}'),
    coalesce((SELECT array_agg(iban::text) FROM public.register_bankaccount
              WHERE party_id = p.id), '{}'),
    coalesce((SELECT array_agg(public.register_address_key(street, building, flat, city))
              FROM public.register_address
              WHERE party_id = p.id AND building <> ''), '{}'),
    coalesce((SELECT array_agg(public.fold(city)) FROM public.register_address
              WHERE party_id = p.id), '{}'),
    coalesce((SELECT array_agg(public.register_identifier_key(kind, value, value_hash))
              FROM public.register_identifier WHERE party_id = p.id), '{}')
  FROM public.register_party p WHERE p.id = ANY (ids)
$$;

-- The score of two parties, and each thing that speaks for it or (below zero) against it.
CREATE FUNCTION register_likeness(one register_features, other register_features)
RETURNS TABLE (score integer, reasons jsonb)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1 AS $$
  SELECT greatest(least(sum(points), 100), 0)::integer,
         jsonb_agg(jsonb_strip_nulls(jsonb_build_object('what', what, 'points', points,
                                                        'percent', percent))
                   ORDER BY points DESC, what)
  FROM (SELECT public.similarity(one.name_key, other.name_key)::numeric AS alike) AS named
  CROSS JOIN LATERAL (VALUES
    ('name',
     CASE WHEN named.alike >= 0.999 THEN CASE WHEN one.is_natural THEN 50 ELSE 60 END
          WHEN named.alike > 0.45 THEN round((named.alike - 0.4) / 0.6 * 50)::integer ELSE 0 END,
     round(named.alike * 100)::integer),
    ('identifier', CASE WHEN one.identifiers && other.identifiers THEN 60 ELSE 0 END, NULL),
    ('other_identifier',
     CASE WHEN NOT one.identifiers && other.identifiers
            AND EXISTS (SELECT FROM unnest(one.identifiers) AS a, unnest(other.identifiers) AS b
                        WHERE split_part(a, ':', 1) = split_part(b, ':', 1)) THEN -40 ELSE 0 END,
     NULL),
    ('birth_date', CASE WHEN one.birth_date = other.birth_date THEN 30 ELSE 0 END, NULL),
    ('other_birth_date', CASE WHEN one.birth_date <> other.birth_date THEN -45 ELSE 0 END, NULL),
    ('account', CASE WHEN one.ibans && other.ibans THEN 35 ELSE 0 END, NULL),
    ('phone', CASE WHEN one.phones && other.phones THEN 25 ELSE 0 END, NULL),
    ('email', CASE WHEN one.emails && other.emails THEN 25 ELSE 0 END, NULL),
    ('address', CASE WHEN one.places && other.places THEN 20 ELSE 0 END, NULL),
    ('town', CASE WHEN one.towns && other.towns AND NOT one.places && other.places THEN 5 ELSE 0 END,
     NULL)
  ) AS reason (what, points, percent)
  WHERE points <> 0
$$;

-- Whom to compare with a party that is being written down, each off an index: who has one of its
-- values, and whose names begin with its longest words, in the same town first.
CREATE FUNCTION register_twin_candidates(name text, town text, contacts text[], accounts text[],
                                         numbers text[], hashes bytea[])
RETURNS bigint[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public SET enable_seqscan = off
SET jit = off AS $$
DECLARE
  most constant integer := 30;
  found bigint[];
  starts text[];
  short text[];
BEGIN
  found := ARRAY(
    (SELECT party_id FROM register_contact WHERE value = ANY (contacts) LIMIT 20)
    UNION (SELECT party_id FROM register_bankaccount WHERE iban = ANY (accounts) LIMIT 20)
    UNION (SELECT party_id FROM register_identifier
           WHERE value = ANY (numbers) AND is_head AND exception_id IS NULL
             AND NOT (kind IN ('PESEL', 'RC')) LIMIT 20)
    UNION (SELECT party_id FROM register_identifier
           WHERE value = ANY (numbers) AND (NOT is_head OR exception_id IS NOT NULL)
             AND NOT (kind IN ('PESEL', 'RC')) LIMIT 20)
    UNION (SELECT party_id FROM register_identifier
           WHERE value_hash = ANY (hashes) AND kind IN ('PESEL', 'RC') LIMIT 20));
  SELECT array_agg('% ' || word || '%'), array_agg('% ' || left(word, 4) || '%')
  INTO starts, short
  FROM (SELECT word FROM unnest(string_to_array(register_name_key(name), ' ')) AS word
        WHERE length(word) > 2 ORDER BY length(word) DESC LIMIT 3) AS longest;
  IF starts IS NULL THEN
    RETURN found;
  END IF;
  IF town <> '' THEN
    found := found || ARRAY(SELECT register_search_match(
      starts || ('% ' || town || '%'), false, '', found, cardinality(found) + most));
  END IF;
  found := found || ARRAY(SELECT register_search_match(
    CASE WHEN cardinality(starts) > 1 THEN starts ELSE starts || starts END, false, '', found,
    cardinality(found) + most));
  IF cardinality(found) < most AND (town <> '' OR cardinality(short) > 1) THEN
    found := found || ARRAY(SELECT register_search_match(
      CASE WHEN town <> '' THEN short || ('% ' || town || '%') ELSE short END, false, '', found,
      cardinality(found) + most));
  END IF;
  RETURN found;
END $$;
