-- Rows of one agreement among themselves: one without an end ends before the next begins; one that begins
-- before an earlier one has ended is rejected.
-- Takes: exchange_staging. Returns: nothing. Locks: nothing.
WITH chain AS (
  SELECT n, is_open, valid_to,
         lead(valid_from) OVER later AS next_from,
         max(valid_to) OVER (later ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS ended,
         first_value(n) OVER later AS first, lag(n) OVER later AS earlier, valid_from
  FROM exchange_staging WHERE outcome = 'NEW'
  WINDOW later AS (PARTITION BY agreement_id ORDER BY valid_from, n))
UPDATE exchange_staging AS staged
   SET valid_to = CASE WHEN chain.is_open THEN chain.next_from - 1 ELSE staged.valid_to END,
       outcome = CASE WHEN chain.valid_from <= chain.ended THEN 'REJECTED' ELSE 'NEW' END,
       code = CASE WHEN chain.valid_from <= chain.ended THEN 'overlaps_row' END,
       field = CASE WHEN chain.valid_from <= chain.ended THEN 'valid_from' END,
       facts = jsonb_build_object('row', chain.earlier)
  FROM chain WHERE chain.n = staged.n
