-- Functions that depend on no table and on no locale of the database.
-- Takes: text. Returns: text. Locks: nothing.

-- fold: what search compares. Lower case, Latin diacritics off, everything else but letters and
-- digits one blank. The same text folds the same on every PostgreSQL, so it may be indexed.
CREATE OR REPLACE FUNCTION fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT btrim(regexp_replace(
    -- Bytes equal letters where nothing needs translating, which is most of a bulk load's time.
    CASE WHEN octet_length(value) = length(value) THEN lower(value) ELSE
      translate(lower(translate(value,
        'ĄĆĘŁŃÓŚŹŻÁÄČĎÉĚÍĹĽŇÔŔŘŠŤÚŮÝŽÖÜŐŰÂÎËÇÀÈÙĂȘȚ',
        'ąćęłńóśźżáäčďéěíĺľňôŕřšťúůýžöüőűâîëçàèùășț')),
        'ąćęłńóśźżáäčďéěíĺľňôŕřšťúůýžöüőűâîëçàèùășț',
        'acelnoszzaacdeeillnorrstuuyzououaiecaeuast') END,
    '[^a-z0-9ßа-яё]+', ' ', 'g'))
$$;

-- number_key: a number of a document as it is looked for, folded and without any separator. Numbers
-- are nearly always ASCII and many are written at once: those take the short road.
-- Not STRICT, so that it can be inlined into its index: NULL gives NULL all the same.
CREATE OR REPLACE FUNCTION number_key(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN octet_length(value) = length(value)
    THEN regexp_replace(lower(value), '[^a-z0-9]+', '', 'g')
    ELSE replace(public.fold(value), ' ', '') END
$$;

-- number_digits: the digits of a number without zeros in front, as a Slovak variable symbol has it.
CREATE OR REPLACE FUNCTION number_digits(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT ltrim(regexp_replace(value, '[^0-9]+', '', 'g'), '0')
$$;

-- sort_key: what ORDER BY compares, by the alphabet of the language ('pl' or 'sk'). A letter that
-- follows another in the alphabet is written as that letter and '~', which comes after 'z'.
CREATE OR REPLACE FUNCTION sort_key(value text, language text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE
    WHEN octet_length(value) = length(value) THEN
      CASE language WHEN 'sk' THEN replace(replace(lower(value), '"', ''), 'ch', 'h~')
                    ELSE replace(lower(value), '"', '') END
    WHEN language = 'sk' THEN
      replace(replace(replace(replace(replace(replace(
        translate(lower(translate(value,
          'ĄĆĘŁŃÓŚŹŻÁÄČĎÉĚÍĹĽŇÔŔŘŠŤÚŮÝŽÖÜ', 'ąćęłńóśźżáäčďéěíĺľňôŕřšťúůýžöü')),
          'ąćęłńóśźżáďéěíĺľňŕřťúůýöü"„”', 'acelnoszzadeeillnrrtuuyou'),
        'ä', 'a~'), 'č', 'c~'), 'ch', 'h~'), 'ô', 'o~'), 'š', 's~'), 'ž', 'z~')
    ELSE
      replace(replace(replace(replace(replace(replace(replace(replace(replace(
        translate(lower(translate(value,
          'ĄĆĘŁŃÓŚŹŻÁÄČĎÉĚÍĹĽŇÔŔŘŠŤÚŮÝŽÖÜ', 'ąćęłńóśźżáäčďéěíĺľňôŕřšťúůýžöü')),
          'áäčďéěíĺľňôŕřšťúůýžöü"„”', 'aacdeeillnorrstuuyzou'),
        'ą', 'a~'), 'ć', 'c~'), 'ę', 'e~'), 'ł', 'l~'), 'ń', 'n~'), 'ó', 'o~'), 'ś', 's~'),
        'ź', 'z~'), 'ż', 'z~~')
  END
$$;

-- Rights by default: the desk may work with every table, nobody may execute a function unasked,
-- the portal gets nothing that a room does not grant it by name.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO kartoteka_desk, kartoteka_door, kartoteka_portal;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO kartoteka_desk;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO kartoteka_desk;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO kartoteka_desk;
GRANT EXECUTE ON FUNCTION number_key(text), number_digits(text) TO kartoteka_desk;
GRANT EXECUTE ON FUNCTION fold(text), sort_key(text, text)
  TO kartoteka_desk, kartoteka_door, kartoteka_portal;
REVOKE EXECUTE ON FUNCTION fold(text), number_key(text), number_digits(text), sort_key(text, text)
  FROM PUBLIC;
-- /healthz of both asks whether all migrations are in.
GRANT SELECT ON django_migrations TO kartoteka_desk, kartoteka_door;
