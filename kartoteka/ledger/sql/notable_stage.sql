-- The staging table of interest to be noted, for this connection only. Who has a right to number
-- notes fills in number and source_ref before operations.post_interest.
-- Takes: nothing. Returns: nothing. Locks: nothing.
CREATE TEMP TABLE IF NOT EXISTS ledger_notable (
  account_id bigint,
  debt_id bigint,
  first_day date,
  last_day date,
  amount numeric,
  number text,
  source_ref text
) ON COMMIT DELETE ROWS
