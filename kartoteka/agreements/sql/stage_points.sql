-- What: an empty temporary table for the points of one set, gone at the end of the transaction.
-- Takes: nothing. Returns: nothing. Locks: nothing.
DROP TABLE IF EXISTS agreements_point_draft;
CREATE TEMPORARY TABLE agreements_point_draft (
  number text NOT NULL,
  party_number text NOT NULL,
  name text NOT NULL,
  address text NOT NULL
) ON COMMIT DROP
