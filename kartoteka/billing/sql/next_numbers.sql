-- What: takes the next numbers of a series, as next_number takes one.
-- Takes: creditor_id, kind, year, count. Returns: the last of them. Locks: the series' row.
INSERT INTO billing_series AS series (creditor_id, kind, year, last)
VALUES (%(creditor_id)s, %(kind)s, %(year)s, %(count)s)
ON CONFLICT (creditor_id, kind, year) DO UPDATE SET last = series.last + excluded.last
RETURNING last
