-- Staging of rates of agreements: the columns of every kind, then those of a rate. is_open: the file says
-- no end.
-- Takes: nothing. Returns: nothing. Locks: nothing.
DROP TABLE IF EXISTS pg_temp.exchange_staging;
CREATE TEMPORARY TABLE exchange_staging (
  n bigint NOT NULL, key text NOT NULL, notes jsonb,
  agreement_number text NOT NULL, creditor text NOT NULL, valid_from date NOT NULL, valid_to date,
  is_open boolean NOT NULL, percent numeric NOT NULL, reason text NOT NULL,
  agreement_id bigint, kind text,
  outcome text NOT NULL DEFAULT 'NEW', target bigint, code text, field text, facts jsonb,
  changes jsonb
) ON COMMIT DROP;
CREATE INDEX ON exchange_staging (agreement_id, valid_from)
