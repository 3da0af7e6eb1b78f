-- What: takes the next number of a series. Stands at the end of the operation: whoever comes next
-- waits for this transaction, and if it is undone the number is free again, so none is missing.
-- Takes: creditor_id, kind, year. Returns: the number. Locks: the series' row.
INSERT INTO billing_series AS series (creditor_id, kind, year, last)
VALUES (%(creditor_id)s, %(kind)s, %(year)s, 1)
ON CONFLICT (creditor_id, kind, year) DO UPDATE SET last = series.last + 1
RETURNING last
