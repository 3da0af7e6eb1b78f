-- What: how many open documents become time-barred from one day to another.
-- Takes: on, until. Returns: the count. Locks: nothing.
SELECT count(*)
FROM ledger_open AS still JOIN billing_limit AS held ON held.entry_id = still.entry_id
WHERE still.side = 'DEBIT' AND still.entry_id = still.debt_id
  AND held.last_on BETWEEN %(on)s AND %(until)s
