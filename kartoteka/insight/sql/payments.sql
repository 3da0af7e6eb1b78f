-- What: payments of a period: how many, how much, what of them is not used today.
-- Takes: first (day of the period). Returns: the CTE summed. Locks: nothing.
summed AS (
  SELECT keyed.key, keyed.currency, count(*) AS payments, sum(keyed.amount) AS amount,
         coalesce(sum(open.amount), 0.00) AS unused,
         min(keyed.effective_on) AS earliest_on, max(keyed.effective_on) AS latest_on
  FROM keyed LEFT JOIN ledger_open AS open ON open.entry_id = keyed.entry_id
  WHERE keyed.side = 'CREDIT' AND keyed.kind = 'PAYMENT'
    AND keyed.effective_on >= %(first)s::date
  GROUP BY keyed.key, keyed.currency)
