-- Points and agreements keep history, and are found by the beginning of their number.
-- Takes: nothing. Returns: nothing. Locks: both tables while their triggers and indexes are made.
SELECT trail_watch('agreements_point', 'id', 'party_id');
SELECT trail_watch('agreements_agreement', 'id', 'party_id');
CREATE INDEX agreements_point_search
  ON agreements_point (replace(fold(number), ' ', '') text_pattern_ops);
CREATE INDEX agreements_agreement_search
  ON agreements_agreement (replace(fold(number), ' ', '') text_pattern_ops);
