-- What: ties the entries that were posted to their notes.
-- Takes: ledger_notable. Returns: the number of lines. Locks: nothing.
INSERT INTO billing_interestline (entry_id, note_id)
SELECT entry.id, split_part(staged.source_ref, '/', 1)::bigint
FROM pg_temp.ledger_notable AS staged
  CROSS JOIN LATERAL (
    SELECT id FROM ledger_entry
    WHERE source = 'noting' AND source_ref = staged.source_ref OFFSET 0) AS entry
