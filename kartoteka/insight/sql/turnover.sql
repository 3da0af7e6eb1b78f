-- What: what stood at the beginning of a period, what was added and taken, what stood at its end;
-- by month each begins with what the former left.
-- Takes: by, first (day of the period). Returns: the CTE summed. Locks: nothing.
moved AS (
  SELECT key, currency,
         coalesce(sum(CASE side WHEN 'DEBIT' THEN amount ELSE -amount END)
           FILTER (WHERE effective_on < %(first)s::date), 0.00) AS before,
         coalesce(sum(amount) FILTER (
           WHERE side = 'DEBIT' AND effective_on >= %(first)s::date), 0.00) AS debits,
         coalesce(sum(amount) FILTER (
           WHERE side = 'CREDIT' AND effective_on >= %(first)s::date), 0.00) AS credits
  FROM keyed GROUP BY key, currency),
carried AS (
  SELECT key, currency, debits, credits,
         before + coalesce(sum(before + debits - credits) OVER (
           PARTITION BY currency, CASE WHEN %(by)s <> 'month' THEN key END ORDER BY key
           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0.00) AS opening
  FROM moved),
summed AS (
  SELECT key, currency, opening, debits, credits, opening + debits - credits AS closing
  FROM carried
  WHERE (opening, debits, credits) <> (0, 0, 0))
