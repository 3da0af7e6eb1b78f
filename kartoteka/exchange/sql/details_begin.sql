-- Staging of what hangs on customers: the columns of every kind, then whom it is of.
-- Takes: nothing. Returns: nothing. Locks: nothing.
DROP TABLE IF EXISTS pg_temp.exchange_staging;
CREATE TEMPORARY TABLE exchange_staging (
  n bigint NOT NULL, key text NOT NULL, notes jsonb, parts jsonb, party_external_id text NOT NULL,
  party_number text NOT NULL, person_external_id text NOT NULL, person_number text NOT NULL,
  outcome text NOT NULL DEFAULT 'NEW', target bigint, code text, field text, facts jsonb,
  changes jsonb
) ON COMMIT DROP
