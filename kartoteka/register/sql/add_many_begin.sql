-- Staging of a mass import: the rows as they came, each with the id that its party will have.
-- Takes: nothing. Returns: nothing. Locks: nothing.
DROP TABLE IF EXISTS pg_temp.register_staging, pg_temp.register_staged_identifier,
  pg_temp.register_staged_refusal;
CREATE TEMPORARY TABLE register_staging (
  n bigint NOT NULL,
  id bigint NOT NULL DEFAULT nextval(pg_get_serial_sequence('register_party', 'id')),
  number text NOT NULL, kind text NOT NULL, name text NOT NULL, first_name text NOT NULL,
  last_name text NOT NULL, country text NOT NULL, language text NOT NULL, nip text NOT NULL,
  regon text NOT NULL, krs text NOT NULL, pesel text NOT NULL, ico text NOT NULL,
  dic text NOT NULL, icdph text NOT NULL, eu_vat text NOT NULL, rc text NOT NULL,
  street text NOT NULL, building text NOT NULL, flat text NOT NULL, postal_code text NOT NULL,
  city text NOT NULL, email text NOT NULL, phone text NOT NULL, iban text NOT NULL,
  parent_number text NOT NULL, place text NOT NULL, birth_date text NOT NULL,
  function text NOT NULL, note text NOT NULL, is_creditor boolean NOT NULL,
  pesel_hash bytea, rc_hash bytea
) ON COMMIT DROP;
CREATE TEMPORARY TABLE register_staged_identifier (
  n bigint NOT NULL, id bigint NOT NULL, is_head boolean NOT NULL, rank integer NOT NULL,
  kind text NOT NULL, value text NOT NULL, value_hash bytea
) ON COMMIT DROP;
CREATE TEMPORARY TABLE register_staged_refusal (
  n bigint NOT NULL, field text NOT NULL, code text NOT NULL, value text NOT NULL,
  other text NOT NULL DEFAULT ''
) ON COMMIT DROP;
SELECT set_config('kartoteka.bulk', 'new parties', true);
