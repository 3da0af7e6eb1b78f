-- Marks staged rows with what became of their parts: as the row itself where it is that part, else
-- as changes and notes beside what it was.
-- Takes: exchange_part_result, exchange_staging. Returns: nothing. Locks: nothing.
UPDATE exchange_staging AS staged
   SET outcome = result.outcome, field = result.field, code = result.code, facts = result.facts,
       changes = result.changes
  FROM exchange_part_result AS result WHERE result.n = staged.n AND result.is_main;
UPDATE exchange_staging AS staged
   SET outcome = CASE WHEN staged.outcome = 'SAME' AND result.changes IS NOT NULL THEN 'CHANGED'
                 ELSE staged.outcome END,
       changes = coalesce(staged.changes || result.changes, result.changes, staged.changes),
       notes = coalesce(staged.notes || result.notes, result.notes, staged.notes)
  FROM exchange_part_result AS result WHERE result.n = staged.n AND NOT result.is_main
