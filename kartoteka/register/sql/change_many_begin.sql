-- Staging of a mass change: for each party only the values that become different.
-- Takes: nothing. Returns: nothing. Locks: nothing.
DROP TABLE IF EXISTS pg_temp.register_changing, pg_temp.register_changing_identifier;
CREATE TEMPORARY TABLE register_changing (
  n bigint NOT NULL, party_id bigint NOT NULL, number text, kind text, name text, first_name text,
  last_name text, country text, language text, street text, building text, flat text,
  postal_code text, city text, email text, phone text, iban text,
  birth_date text, function text, note text
) ON COMMIT DROP;
CREATE TEMPORARY TABLE register_changing_identifier (
  n bigint NOT NULL, party_id bigint NOT NULL, kind text NOT NULL, value text NOT NULL,
  value_hash bytea
) ON COMMIT DROP
