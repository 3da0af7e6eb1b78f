-- What: which statements of the staging table tell of lines that are not known yet.
-- Takes: payments_draft. Returns: fingerprint of the statement, number of its unknown lines.
-- Locks: nothing.
SELECT draft.statement, count(*)
FROM payments_draft AS draft
WHERE NOT EXISTS (  -- one by one through the index, however many lines there are already
  SELECT FROM payments_line AS line WHERE line.fingerprint = draft.fingerprint OFFSET 0)
GROUP BY draft.statement
