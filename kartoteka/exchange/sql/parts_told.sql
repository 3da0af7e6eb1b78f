-- Which groups of parts the staged rows speak of. Takes: exchange_staging. Returns: name.
-- Locks: nothing.
SELECT DISTINCT told FROM exchange_staging, jsonb_object_keys(parts) AS told
WHERE parts IS NOT NULL
