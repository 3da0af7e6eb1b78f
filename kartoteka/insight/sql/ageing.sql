-- What: what is to be paid by how long it has been due, in bands; b0 can still be paid in time.
-- Takes: on, bounds (the first day of each band but the first), the days before which a due is
-- overdue. Returns: the CTE summed with total and twelve bands. Locks: nothing.
banded AS (
  SELECT key, currency, amount,
         CASE WHEN due_on >= CASE country WHEN 'SK' THEN %(overdue_sk)s::date
                             ELSE %(overdue_pl)s::date END THEN 0
              ELSE 1 + width_bucket(%(on)s::date - due_on, %(bounds)s::int[]) END AS band
  FROM keyed WHERE side = 'DEBIT'),
summed AS (
  SELECT key, currency, sum(amount) AS total,
         coalesce(sum(amount) FILTER (WHERE band = 0), 0.00) AS b0,
         coalesce(sum(amount) FILTER (WHERE band = 1), 0.00) AS b1,
         coalesce(sum(amount) FILTER (WHERE band = 2), 0.00) AS b2,
         coalesce(sum(amount) FILTER (WHERE band = 3), 0.00) AS b3,
         coalesce(sum(amount) FILTER (WHERE band = 4), 0.00) AS b4,
         coalesce(sum(amount) FILTER (WHERE band = 5), 0.00) AS b5,
         coalesce(sum(amount) FILTER (WHERE band = 6), 0.00) AS b6,
         coalesce(sum(amount) FILTER (WHERE band = 7), 0.00) AS b7,
         coalesce(sum(amount) FILTER (WHERE band = 8), 0.00) AS b8,
         coalesce(sum(amount) FILTER (WHERE band = 9), 0.00) AS b9,
         coalesce(sum(amount) FILTER (WHERE band = 10), 0.00) AS b10,
         coalesce(sum(amount) FILTER (WHERE band = 11), 0.00) AS b11
  FROM banded GROUP BY key, currency)
