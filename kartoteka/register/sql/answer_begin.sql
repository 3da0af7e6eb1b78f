-- What is being answered, one row for each enquiry.
-- Takes: nothing. Returns: nothing. Locks: nothing.
DROP TABLE IF EXISTS pg_temp.register_answering;
CREATE TEMPORARY TABLE register_answering (
  enquiry_id bigint NOT NULL,
  status text NOT NULL,
  why text NOT NULL,
  way text NOT NULL,
  as_of date,
  evidence_id bigint
) ON COMMIT DROP
