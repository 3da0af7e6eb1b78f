-- What scoring looks at: the lines that no certain rule decides, what they may have meant, whom, and
-- what those owe. For this transaction only.
-- Takes: nothing. Returns: nothing. Locks: nothing.
DROP TABLE IF EXISTS pg_temp.payments_undecided, pg_temp.payments_clue, pg_temp.payments_guess,
  pg_temp.payments_owed, pg_temp.payments_asked;
CREATE TEMP TABLE payments_undecided (
  line_id bigint PRIMARY KEY,
  creditor_id bigint NOT NULL,
  currency text NOT NULL,
  amount numeric NOT NULL,
  name text NOT NULL,
  title text NOT NULL,
  squeezed text NOT NULL,
  digits text[] NOT NULL,
  cut text NOT NULL
) ON COMMIT DROP;
CREATE TEMP TABLE payments_clue (
  line_id bigint NOT NULL,
  kind text NOT NULL,
  key text NOT NULL
) ON COMMIT DROP;
CREATE TEMP TABLE payments_guess (
  line_id bigint NOT NULL,
  party_id bigint NOT NULL,
  clue text NOT NULL,
  found text,
  debt_id bigint
) ON COMMIT DROP;
CREATE TEMP TABLE payments_asked (
  party_id bigint NOT NULL,
  creditor_id bigint NOT NULL,
  currency text NOT NULL,
  is_known boolean NOT NULL DEFAULT false,
  UNIQUE (party_id, creditor_id, currency)
) ON COMMIT DROP;
CREATE TEMP TABLE payments_owed (
  party_id bigint NOT NULL,
  creditor_id bigint NOT NULL,
  currency text NOT NULL,
  debt_id bigint NOT NULL,
  number text NOT NULL,
  key text NOT NULL,
  issued numeric NOT NULL,
  total numeric NOT NULL,
  principal numeric NOT NULL,
  place integer NOT NULL
) ON COMMIT DROP
