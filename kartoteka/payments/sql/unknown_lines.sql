-- What: which statements of the staging table tell of lines that are not known yet.
-- Takes: payments_draft. Returns: fingerprint of the statement, number of its unknown lines.
-- Locks: nothing.
SELECT draft.statement, count(*)
FROM payments_draft AS draft
WHERE NOT EXISTS (SELECT FROM payments_line AS line WHERE line.fingerprint = draft.fingerprint)
GROUP BY draft.statement
