-- What a file of activities is staged in.
-- Takes: nothing. Returns: nothing. Locks: nothing.
DROP TABLE IF EXISTS register_activity_staging;
CREATE TEMPORARY TABLE register_activity_staging (
  n integer, scheme text, code text, parent text, level smallint, pl text, sk text, en text
) ON COMMIT DROP
