-- What addresses and bank accounts keep beyond their columns, and the key by which addresses compare.
-- Takes: nothing. Returns: nothing. Locks: the tables while their triggers are made.

-- The same as addressing.key: place, street without "ul." and the like, numbers without blanks.
CREATE FUNCTION register_address_key(city text, street text, registration_number text,
                                     building text, flat text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT concat_ws('|', public.fold(city),
    regexp_replace(public.fold(street),
      '^((ul|ulica|ulice|al|aleja|aleje|os|osiedle|pl|plac|sq|skwer|nam|namestie|tr|trieda|cesta) )+(?=[^ ])',
      ''),
    replace(public.fold(registration_number), ' ', ''), replace(public.fold(building), ' ', ''),
    replace(public.fold(flat), ' ', ''))
$$;

-- Of a registered and a correspondence address one is valid at a time; of the other kinds one is the
-- first choice at a time, and the same address stands there once. Whoever adds one locks the party
-- first (no other lock of the register is asked for after it), so that two at the same time see each
-- other; a bulk load of new parties needs no lock, nobody knows them yet.
CREATE OR REPLACE FUNCTION register_address_check_validity() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  broken text;
BEGIN
  IF coalesce(current_setting('kartoteka.bulk', true), '') <> 'new parties' THEN
    EXECUTE $q$
      SELECT FROM register_party WHERE id IN (SELECT party_id FROM new_rows)
      ORDER BY id FOR NO KEY UPDATE $q$;
  END IF;
  EXECUTE $q$
    SELECT 'register_address_one_at_a_time'
    FROM new_rows n
    JOIN register_address a ON a.party_id = n.party_id AND a.kind = n.kind AND a.id <> n.id
      AND daterange(a.valid_from, a.valid_to, '[]') && daterange(n.valid_from, n.valid_to, '[]')
    WHERE n.kind IN ('REGISTERED', 'CORRESPONDENCE') LIMIT 1 $q$ INTO broken;
  IF broken IS NULL THEN
    EXECUTE $q$
      SELECT CASE WHEN a.is_default AND n.is_default THEN 'register_address_one_default'
                  ELSE 'register_address_twice' END
      FROM new_rows n
      JOIN register_address a ON a.party_id = n.party_id AND a.kind = n.kind AND a.id <> n.id
        AND daterange(a.valid_from, a.valid_to, '[]') && daterange(n.valid_from, n.valid_to, '[]')
      WHERE n.kind NOT IN ('REGISTERED', 'CORRESPONDENCE')
        AND (a.is_default AND n.is_default
             OR register_address_key(a.city, a.street, a.registration_number, a.building, a.flat)
              = register_address_key(n.city, n.street, n.registration_number, n.building, n.flat))
      LIMIT 1 $q$ INTO broken;
  END IF;
  IF broken IS NOT NULL THEN
    RAISE EXCEPTION 'two addresses of this kind would be valid on the same day'
      USING ERRCODE = 'exclusion_violation', CONSTRAINT = broken, TABLE = 'register_address';
  END IF;
  RETURN NULL;
END $$;

-- A number of one currency is there once at a time, and of a currency one account is the first
-- choice at a time. Locks the parties as addresses do; a bulk load brings one account a new party.
CREATE FUNCTION register_bankaccount_check_validity() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  broken text;
BEGIN
  IF current_setting('kartoteka.bulk', true) = 'new parties' THEN
    RETURN NULL;
  END IF;
  EXECUTE $q$
    SELECT FROM register_party WHERE id IN (SELECT party_id FROM new_rows)
    ORDER BY id FOR NO KEY UPDATE $q$;
  EXECUTE $q$
    SELECT CASE WHEN a.iban = n.iban THEN 'register_bankaccount_no_overlap'
                ELSE 'register_bankaccount_one_default' END
    FROM new_rows n
    JOIN register_bankaccount a ON a.party_id = n.party_id AND a.currency = n.currency
      AND a.id <> n.id AND (a.iban = n.iban OR a.is_default AND n.is_default)
      AND daterange(a.valid_from, a.valid_to, '[]') && daterange(n.valid_from, n.valid_to, '[]')
    LIMIT 1 $q$ INTO broken;
  IF broken IS NOT NULL THEN
    RAISE EXCEPTION 'two accounts would be valid on the same day'
      USING ERRCODE = 'exclusion_violation', CONSTRAINT = broken, TABLE = 'register_bankaccount';
  END IF;
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION register_bankaccount_check_validity() FROM kartoteka_desk;
CREATE TRIGGER register_bankaccount_validity_insert AFTER INSERT ON register_bankaccount
  REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION register_bankaccount_check_validity();
CREATE TRIGGER register_bankaccount_validity_update AFTER UPDATE ON register_bankaccount
  REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION register_bankaccount_check_validity();
