-- How the staged consents came out, those that were noted aside.
-- Takes: privacy_staging. Returns: row, outcome, field, code, facts. Locks: nothing.
SELECT n, outcome, field, code, facts FROM privacy_staging WHERE outcome <> 'NEW' ORDER BY n
