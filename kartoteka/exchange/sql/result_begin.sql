-- Where a kind notes what the room answered for each staged row.
-- Takes: nothing. Returns: nothing. Locks: nothing.
DROP TABLE IF EXISTS pg_temp.exchange_result;
CREATE TEMPORARY TABLE exchange_result (
  n bigint NOT NULL, id bigint, outcome text, field text, code text, facts jsonb
) ON COMMIT DROP
