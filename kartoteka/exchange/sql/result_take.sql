-- Marks staged rows with what the room answered: the row of ours, or why not.
-- Takes: exchange_result, exchange_staging. Returns: nothing. Locks: nothing.
UPDATE exchange_staging AS staged
   SET target = coalesce(result.id, staged.target),
       outcome = coalesce(result.outcome, staged.outcome),
       field = coalesce(result.field, staged.field),
       code = coalesce(result.code, staged.code),
       facts = coalesce(result.facts, staged.facts)
  FROM exchange_result AS result WHERE result.n = staged.n
