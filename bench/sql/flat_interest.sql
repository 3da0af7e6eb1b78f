-- What: interest to a day of documents, split where the rate changes and where a payment lowers the
-- debt, rounded once a document.
-- Takes: to, most. Returns: how many documents bear some, how much together. Locks: nothing.
WITH debt AS (
  SELECT receivable.id, amount, issue, coalesce(worked_on, due) + 1 AS first
  FROM receivable LEFT JOIN moved ON moved.day = due
  WHERE receivable.rank = 3 ORDER BY receivable.id LIMIT %(most)s
), change AS (
  SELECT id, first - 1 AS day, amount AS by FROM debt WHERE first <= %(to)s::date
  UNION ALL
  SELECT debt.id, greatest(paid, issue, first - 1), -allocation.amount
  FROM debt JOIN allocation ON receivable_id = debt.id
    JOIN payment ON payment.id = payment_id
  WHERE first <= %(to)s::date
), owed AS (
  SELECT id, day + 1 AS start, least(lead(day) OVER line, %(to)s::date) AS stop,
         sum(sum(by)) OVER line AS amount
  FROM change GROUP BY id, day
  WINDOW line AS (PARTITION BY id ORDER BY day)
), accrued AS (
  SELECT id, round(sum(amount * percent
                       * (least(stop, valid_to) - greatest(start, valid_from) + 1)) / 36500, 2)
           AS amount
  FROM owed JOIN rate ON valid_from <= stop AND valid_to >= start
  WHERE amount > 0 AND start <= stop
  GROUP BY id
)
SELECT count(*), sum(amount) FROM accrued
