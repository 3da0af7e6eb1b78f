-- What: open claims by when they become time-barred, counted from a day; costs and interest go with
-- their document, later than which they are never barred. Of claims of which something
-- has been recorded since a past day, the last day as it was then is handed in.
-- Takes: on; limited, last_days (documents and, in the same order, their last days). Returns: the CTE summed. Locks: nothing.
limited AS (
  SELECT keyed.key, keyed.currency, keyed.amount,
         CASE WHEN recorded.entry_id IS NULL THEN held.last_on ELSE recorded.last_on END AS last_on
  FROM keyed JOIN billing_limit AS held ON held.entry_id = keyed.debt_id
    LEFT JOIN unnest(%(limited)s::bigint[], %(last_days)s::date[]) AS recorded(entry_id, last_on)
      ON recorded.entry_id = keyed.debt_id
  WHERE keyed.side = 'DEBIT'),
summed AS (
  SELECT key, currency,
         coalesce(sum(amount) FILTER (WHERE last_on < %(on)s::date), 0.00) AS barred,
         coalesce(sum(amount) FILTER (WHERE last_on >= %(on)s::date
           AND last_on <= %(on)s::date + interval '1 month'), 0.00) AS month,
         coalesce(sum(amount) FILTER (WHERE last_on > %(on)s::date + interval '1 month'
           AND last_on <= %(on)s::date + interval '3 months'), 0.00) AS quarter,
         coalesce(sum(amount) FILTER (WHERE last_on > %(on)s::date + interval '3 months'
           AND last_on <= %(on)s::date + interval '1 year'), 0.00) AS year,
         coalesce(sum(amount) FILTER (
           WHERE last_on > %(on)s::date + interval '1 year'), 0.00) AS later,
         coalesce(sum(amount) FILTER (WHERE last_on IS NULL), 0.00) AS pending,
         min(last_on) FILTER (WHERE last_on >= %(on)s::date) AS next_on
  FROM limited GROUP BY key, currency)
