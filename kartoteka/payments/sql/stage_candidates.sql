-- The lines that a run looks at and what the rules say of them, for this transaction only.
-- Takes: nothing. Returns: nothing. Locks: nothing.
DROP TABLE IF EXISTS pg_temp.payments_chosen, pg_temp.payments_candidate;
CREATE TEMP TABLE payments_chosen (
  line_id bigint NOT NULL,
  creditor_id bigint NOT NULL,
  currency text NOT NULL,
  amount numeric NOT NULL,
  own_account text NOT NULL,
  counterparty_account text NOT NULL,
  is_reversal boolean NOT NULL,
  keys text[] NOT NULL,
  words text[] NOT NULL,
  symbols text[] NOT NULL,
  nips text[] NOT NULL,
  names text[] NOT NULL,
  is_fresh boolean NOT NULL
) ON COMMIT DROP;
CREATE TEMP TABLE payments_candidate (
  line_id bigint NOT NULL,
  party_id bigint NOT NULL,
  rule text NOT NULL,
  is_certain boolean NOT NULL,
  facts jsonb NOT NULL,
  entries bigint[],
  counts boolean NOT NULL DEFAULT true,
  is_alone boolean NOT NULL DEFAULT false,
  is_confirmed boolean NOT NULL DEFAULT false
) ON COMMIT DROP;
CREATE INDEX payments_candidate_line ON pg_temp.payments_candidate (line_id)
