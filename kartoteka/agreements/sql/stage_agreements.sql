-- What: an empty temporary table for the agreements of one set, gone with the transaction.
-- Takes: nothing. Returns: nothing. Locks: nothing.
DROP TABLE IF EXISTS agreements_agreement_draft;
CREATE TEMPORARY TABLE agreements_agreement_draft (
  number text NOT NULL,
  party_number text NOT NULL,
  creditor_id bigint NOT NULL,
  valid_from date NOT NULL,
  valid_to date,
  point_number text NOT NULL
) ON COMMIT DROP
