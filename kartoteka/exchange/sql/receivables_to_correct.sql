-- Documents whose amount is another now, or of which something was paid elsewhere; read as a
-- stream.
-- Takes: exchange_staging. Returns: all columns, is_new, interest_kind. Locks: nothing.
SELECT staged.*, staged.outcome = 'NEW' AS is_new, entry.interest_kind
FROM exchange_staging AS staged JOIN ledger_entry AS entry ON entry.id = staged.target
WHERE staged.outcome IN ('NEW', 'CHANGED')
  AND (staged.correction IS NOT NULL OR staged.paid IS NOT NULL)
ORDER BY staged.n
