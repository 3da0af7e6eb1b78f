-- Staging of receivables: the columns of every kind, then those of a receivable, and what our
-- books say of the same document.
-- Takes: nothing. Returns: nothing. Locks: nothing.
DROP TABLE IF EXISTS pg_temp.exchange_staging;
CREATE TEMPORARY TABLE exchange_staging (
  n bigint NOT NULL, key text NOT NULL, notes jsonb,
  number text NOT NULL, party_external_id text NOT NULL, party_number text NOT NULL,
  party_nip text NOT NULL, creditor text NOT NULL, currency text NOT NULL, kind text NOT NULL,
  title text NOT NULL, issued_on date NOT NULL, due_on date NOT NULL, amount numeric NOT NULL,
  open_amount numeric, cost numeric NOT NULL, interest numeric NOT NULL,
  agreement_number text NOT NULL, point_number text NOT NULL,
  party_id bigint, creditor_id bigint, correction numeric, paid numeric, ordinal integer,
  outcome text NOT NULL DEFAULT 'NEW', target bigint, code text, field text, facts jsonb,
  changes jsonb
) ON COMMIT DROP
