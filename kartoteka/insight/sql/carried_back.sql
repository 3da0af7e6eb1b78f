-- What: what was posted in a period, line by line, and before it one line an account: what stood at its
-- beginning, counted back from what stands open now, so that it costs what has happened since and not
-- all years before. A period that would begin after its end is empty. Debits less credits of an account are what is open of them: settlements take the
-- same from both.
-- Takes: first, day (of the period, both included), moment (the last of recording).
-- Returns: the CTE line, as postings does, without points and agreements. Locks: nothing.
before AS (
  SELECT account_id, sum(amount) AS amount
  FROM (
    SELECT account_id, CASE side WHEN 'DEBIT' THEN amount ELSE -amount END AS amount
    FROM ledger_open
    UNION ALL
    SELECT account_id, CASE side WHEN 'DEBIT' THEN -amount ELSE amount END
    FROM ledger_entry
    WHERE effective_on >= least(%(first)s::date, %(day)s::date + 1)
       OR recorded_at > %(moment)s::timestamptz) AS part
  GROUP BY account_id HAVING sum(amount) <> 0),
line AS (
  SELECT chosen.party_id, chosen.creditor_id, chosen.currency, chosen.country,
         CASE WHEN before.amount > 0 THEN 'DEBIT' ELSE 'CREDIT' END AS side,
         %(first)s::date - 1 AS effective_on, %(first)s::date AS day, abs(before.amount) AS amount,
         NULL::bigint AS point_id, NULL::bigint AS agreement_id
  FROM before JOIN chosen ON chosen.id = before.account_id
  UNION ALL
  SELECT chosen.party_id, chosen.creditor_id, chosen.currency, chosen.country, e.side,
         e.effective_on, e.effective_on, e.amount, NULL, NULL
  FROM chosen JOIN ledger_entry AS e ON e.account_id = chosen.id
  WHERE e.effective_on BETWEEN %(first)s::date AND %(day)s::date
    AND e.recorded_at <= %(moment)s::timestamptz),
