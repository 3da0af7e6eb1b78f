-- Staging of parties: the columns of every kind, then those of a party, normalised.
-- Takes: nothing. Returns: nothing. Locks: nothing.
DROP TABLE IF EXISTS pg_temp.exchange_staging;
CREATE TEMPORARY TABLE exchange_staging (
  n bigint NOT NULL, key text NOT NULL, notes jsonb, custom jsonb, parts jsonb,
  number text NOT NULL, kind text NOT NULL, name text NOT NULL, first_name text NOT NULL,
  last_name text NOT NULL, country text NOT NULL, language text NOT NULL, nip text NOT NULL,
  regon text NOT NULL, krs text NOT NULL, pesel text NOT NULL, ico text NOT NULL,
  dic text NOT NULL, icdph text NOT NULL, eu_vat text NOT NULL, rc text NOT NULL,
  street text NOT NULL, building text NOT NULL, flat text NOT NULL, postal_code text NOT NULL,
  city text NOT NULL, email text NOT NULL, phone text NOT NULL, iban text NOT NULL,
  parent_number text NOT NULL, place text NOT NULL, birth_date text NOT NULL,
  function text NOT NULL, note text NOT NULL,
  outcome text NOT NULL DEFAULT 'NEW', target bigint, code text, field text, facts jsonb,
  changes jsonb
) ON COMMIT DROP
