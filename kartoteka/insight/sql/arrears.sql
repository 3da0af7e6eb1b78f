-- What: what is to be paid, what of it is late, and what is overpaid.
-- Takes: the days before which a due is overdue in Poland and Slovakia. Returns: the CTE summed.
-- Locks: nothing.
summed AS (
  SELECT key, currency,
         coalesce(sum(amount) FILTER (WHERE side = 'DEBIT'), 0.00) AS due,
         coalesce(sum(amount) FILTER (WHERE is_late), 0.00) AS overdue,
         count(*) FILTER (WHERE is_late) AS overdue_count,
         min(due_on) FILTER (WHERE is_late) AS oldest_on,
         coalesce(sum(amount) FILTER (WHERE side = 'CREDIT'), 0.00) AS overpaid,
         coalesce(sum(CASE side WHEN 'DEBIT' THEN amount ELSE -amount END), 0.00) AS balance
  FROM (SELECT *, side = 'DEBIT' AND due_on < CASE country WHEN 'SK' THEN %(overdue_sk)s::date
                                              ELSE %(overdue_pl)s::date END AS is_late
        FROM keyed) AS told
  GROUP BY key, currency)
