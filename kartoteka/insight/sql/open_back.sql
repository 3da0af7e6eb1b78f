-- What: what stood open at the end of a day, as open_then says it, for everybody: from what stands
-- open now back to the day, by what has counted only since, so that it costs what has happened since
-- and not all years before.
-- Takes: day, moment. Returns: the CTE stood. Locks: nothing.
fresh AS MATERIALIZED (
  SELECT id FROM ledger_entry
  WHERE effective_on > %(day)s::date OR recorded_at > %(moment)s::timestamptz),
uncounted AS (
  SELECT id, debit_id, credit_id, amount FROM ledger_settlement
  WHERE effective_on > %(day)s::date OR recorded_at > %(moment)s::timestamptz
  UNION
  SELECT s.id, s.debit_id, s.credit_id, s.amount
  FROM fresh JOIN ledger_settlement AS s ON s.debit_id = fresh.id
  UNION
  SELECT s.id, s.debit_id, s.credit_id, s.amount
  FROM fresh JOIN ledger_settlement AS s ON s.credit_id = fresh.id),
stood AS MATERIALIZED (
  SELECT id, sum(amount) AS amount
  FROM (SELECT entry_id AS id, amount FROM ledger_open
        UNION ALL SELECT debit_id, amount FROM uncounted
        UNION ALL SELECT credit_id, amount FROM uncounted) AS part
  GROUP BY id HAVING sum(amount) > 0),
