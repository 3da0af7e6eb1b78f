-- What: interest of open debts to a day: what is noted and open, what has accrued beyond the notes,
-- and of how many debts it is not known because a rate is missing.
-- Takes: on. Returns: the CTE summed. Locks: nothing.
debt AS MATERIALIZED (
  SELECT DISTINCT entry_id FROM keyed WHERE side = 'DEBIT' AND rank = 3),
accrued AS MATERIALIZED (
  SELECT found.debt_id, found.accrued, coalesce(noted.amount, 0) AS noted
  FROM ledger_accrued(ARRAY(SELECT entry_id FROM debt ORDER BY entry_id),
                      ARRAY(SELECT %(on)s::date FROM debt)) AS found
    LEFT JOIN LATERAL (
      SELECT sum(note.amount) AS amount FROM ledger_entry AS note
        LEFT JOIN ledger_interestperiod AS charged ON charged.entry_id = note.id
      WHERE note.debt_id = found.debt_id AND note.kind = 'INTEREST'
        AND note.effective_on <= %(on)s::date AND charged.cancelled_by_id IS NULL) AS noted
      ON true),
summed AS (
  SELECT keyed.key, keyed.currency,
         coalesce(sum(keyed.amount) FILTER (WHERE keyed.rank = 3), 0.00) AS principal,
         coalesce(sum(keyed.amount) FILTER (WHERE keyed.rank = 2), 0.00) AS noted,
         coalesce(sum(greatest(accrued.accrued - accrued.noted, 0)), 0.00) AS accrued,
         count(*) FILTER (WHERE accrued.debt_id IS NOT NULL AND accrued.accrued IS NULL) AS unknown
  FROM keyed LEFT JOIN accrued ON accrued.debt_id = keyed.entry_id
  WHERE keyed.side = 'DEBIT' GROUP BY keyed.key, keyed.currency)
