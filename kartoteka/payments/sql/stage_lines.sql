-- The staging table of lines, for this connection only.
-- Takes: nothing. Returns: nothing. Locks: nothing.
CREATE TEMP TABLE IF NOT EXISTS payments_draft (
  statement bytea,
  currency text,
  booked_on date,
  value_on date,
  amount numeric,
  title text,
  counterparty_name text,
  counterparty_account text,
  own_account text,
  reference text,
  end_to_end_id text,
  vs text,
  ks text,
  ss text,
  is_reversal boolean,
  place text,
  kind text,
  breakdown jsonb,
  fingerprint bytea,
  keys text[],
  words text[],
  symbols text[],
  nips text[],
  names text[]
) ON COMMIT DROP
