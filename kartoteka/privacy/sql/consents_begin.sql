-- Staging of consents that come from another program.
-- Takes: nothing. Returns: nothing. Locks: nothing.
DROP TABLE IF EXISTS pg_temp.privacy_staging;
CREATE TEMPORARY TABLE privacy_staging (
  n bigint NOT NULL, party_id bigint NOT NULL, purpose_id bigint, channel text, is_given boolean,
  happened_on date, how text, evidence text,
  outcome text NOT NULL DEFAULT 'NEW', field text, code text, facts jsonb
) ON COMMIT DROP
