-- What: credits that are not used: how much, how many, since when.
-- Takes: on. Returns: the CTE summed. Locks: nothing.
summed AS (
  SELECT key, currency, sum(amount) AS overpaid, count(*) AS credits, min(due_on) AS oldest_on,
         %(on)s::date - min(due_on) AS days
  FROM keyed WHERE side = 'CREDIT' GROUP BY key, currency)
