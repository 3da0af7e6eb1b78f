-- The n-th interest entries of debts that settling or a note charged, derived afresh: all accrued to the end
-- of its days, as known when it was noted, less what had been noted before. Of what was taken back and
-- whose rates have changed since, the rows that were kept then.
-- Takes: nth. Returns: account, entry, expected, found; only differences. Locks: nothing.
WITH note AS MATERIALIZED (
  SELECT * FROM (
    SELECT entry.id, entry.account_id, entry.debt_id, entry.amount, entry.recorded_at,
           charged.last_day, row_number() OVER (PARTITION BY entry.debt_id ORDER BY entry.id) AS nth
    FROM ledger_interestperiod charged JOIN ledger_entry entry ON entry.id = charged.entry_id
    WHERE entry.source IN ('settling', 'noting')) AS every
  WHERE nth = %(nth)s),
kept AS MATERIALIZED (
  SELECT note.debt_id, former.*
  FROM note CROSS JOIN LATERAL (
    SELECT entry_id, first_day, last_day, principal, percent FROM ledger_formerinterest
    WHERE entry_id = note.id OFFSET 0) AS former),
derivable AS MATERIALIZED (
  SELECT id, debt_id, last_day, recorded_at FROM note WHERE id NOT IN (SELECT entry_id FROM kept)),
line AS (
  SELECT piece.debt_id,
         ledger_to_grosz(sum(piece.principal * piece.percent
                             * (piece.last_day - piece.first_day + 1))) AS once,
         sum(ledger_to_grosz(piece.principal * piece.percent
                             * (piece.last_day - piece.first_day + 1))) AS by_period
  FROM (
    SELECT debt_id, first_day, last_day, principal, percent
    FROM ledger_interest_rows(ARRAY(SELECT debt_id FROM derivable ORDER BY id),
                              ARRAY(SELECT last_day FROM derivable ORDER BY id),
                              ARRAY(SELECT recorded_at FROM derivable ORDER BY id))
    UNION ALL
    SELECT debt_id, first_day, last_day, principal, percent FROM kept) AS piece
  GROUP BY piece.debt_id),
derived AS (
  SELECT note.id, note.account_id, note.amount,
         CASE creditor.rounding WHEN 'period' THEN line.by_period ELSE line.once END
         - coalesce((
             SELECT sum(earlier.amount)
             FROM ledger_entry earlier
               LEFT JOIN LATERAL (
                 SELECT cancelled_by_id FROM ledger_interestperiod
                 WHERE entry_id = earlier.id OFFSET 0) AS days ON true
               LEFT JOIN LATERAL (
                 SELECT id, recorded_at FROM ledger_entry
                 WHERE id = days.cancelled_by_id OFFSET 0) AS back ON true
             WHERE earlier.debt_id = note.debt_id AND earlier.kind = 'INTEREST'
               AND earlier.id < note.id
               AND (back.id IS NULL OR back.recorded_at > note.recorded_at)), 0) AS expected
  FROM note
    JOIN ledger_account account ON account.id = note.account_id
    JOIN ledger_creditor creditor ON creditor.party_id = account.creditor_id
    LEFT JOIN line ON line.debt_id = note.debt_id)
SELECT 'interest', account_id, id, expected::text, amount::text
FROM derived WHERE amount IS DISTINCT FROM expected
ORDER BY id LIMIT 1000
