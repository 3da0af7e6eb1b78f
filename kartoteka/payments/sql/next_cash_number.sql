-- What: takes the next number of a cash desk's series. Whoever comes second waits until the first
-- has posted or given up, so that there is no gap.
-- Takes: desk, kind, year. Returns: the number. Locks: the row of the series.
INSERT INTO payments_cashseries AS series (desk_id, kind, year, last)
VALUES (%(desk)s, %(kind)s, %(year)s, 1)
ON CONFLICT (desk_id, kind, year) DO UPDATE SET last = series.last + 1
RETURNING last
