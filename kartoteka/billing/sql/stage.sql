-- What: an empty temporary table for receivables of one set, gone at the end of the transaction.
-- Takes: nothing. Returns: nothing. Locks: nothing.
DROP TABLE IF EXISTS billing_draft;
CREATE TEMPORARY TABLE billing_draft (
  creditor_id bigint NOT NULL,
  currency text NOT NULL,
  number text NOT NULL,
  issued_on date NOT NULL,
  due_on date NOT NULL,
  amount numeric NOT NULL,
  source text NOT NULL,
  source_ref text NOT NULL,
  party_id bigint,
  party_number text,
  kind text NOT NULL,
  title text NOT NULL,
  cost numeric NOT NULL,
  interest numeric NOT NULL,
  agreement_number text NOT NULL,
  point_number text NOT NULL,
  interest_kind text
) ON COMMIT DROP
