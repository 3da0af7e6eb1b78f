-- Where is noted what became of the parts of each staged row.
-- Takes: nothing. Returns: nothing. Locks: nothing.
DROP TABLE IF EXISTS pg_temp.exchange_part_result;
CREATE TEMPORARY TABLE exchange_part_result (
  n bigint NOT NULL, is_main boolean NOT NULL, outcome text, field text, code text, facts jsonb,
  changes jsonb, notes jsonb
) ON COMMIT DROP
