-- What: an empty temporary table for the invoices of one set, gone at the end of the transaction.
-- Takes: nothing. Returns: nothing. Locks: nothing.
DROP TABLE IF EXISTS billing_ksef_draft;
CREATE TEMPORARY TABLE billing_ksef_draft (
  place integer PRIMARY KEY,
  ksef text NOT NULL,
  kind text NOT NULL,
  is_correction boolean NOT NULL,
  number text NOT NULL,
  issued_on date NOT NULL,
  due_on date,
  currency text NOT NULL,
  amount numeric NOT NULL,
  seller_nip text NOT NULL,
  buyer_nip text NOT NULL,
  buyer_vat text NOT NULL,
  customer_number text NOT NULL,
  agreements text[] NOT NULL,
  title text NOT NULL,
  named_numbers text[] NOT NULL,
  named_ksef text[] NOT NULL,
  effect integer,
  sha256 bytea NOT NULL,
  content_id bigint,
  creditor_id bigint,
  party_id bigint,
  entry_id bigint,
  documents bigint[],
  counts_from date,
  outcome text,
  said text
) ON COMMIT DROP
