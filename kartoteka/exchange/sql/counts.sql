-- How many staged rows came out how. Takes: exchange_staging. Returns: outcome, count.
-- Locks: nothing.
SELECT outcome, count(*) FROM exchange_staging GROUP BY outcome
