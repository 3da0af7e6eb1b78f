-- The staging table of postings, for this connection only. Rooms that post many rows fill it by
-- COPY or INSERT … SELECT and call operations.post_staged, which empties it.
-- Takes: nothing. Returns: nothing. Locks: nothing.
CREATE TEMP TABLE IF NOT EXISTS ledger_draft (
  party_id bigint,
  creditor_id bigint,
  currency text,
  side text,
  kind text,
  amount numeric,
  number text DEFAULT '',
  title text DEFAULT '',
  issued_on date,
  due_on date,
  booked_on date,
  effective_on date,
  point_id bigint,
  agreement_id bigint,
  debt_id bigint,
  debt_source_ref text,
  interest_kind text DEFAULT '',
  account_id bigint,
  designated bigint[],
  via text DEFAULT '',
  parts numeric[],
  paid_on date,
  source text,
  source_ref text
) ON COMMIT DELETE ROWS
