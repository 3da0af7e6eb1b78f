-- Interest of many debts: the creditor is looked up only where one rounds each period. Otherwise as
-- interest.sql.
-- Takes: debts and, in the same order, the last day of each. Returns: see the function.
-- Locks: nothing.

-- Per debt that bears interest: all accrued to its day (rounded as the creditor rounds; NULL when
-- a rate is not known), what of it has been noted, and the last day noted. Debts whose delay has
-- not begun by their day are left out.
CREATE OR REPLACE FUNCTION ledger_accrued(debts bigint[], to_days date[])
RETURNS TABLE (debt_id bigint, first_day date, accrued numeric, noted numeric, noted_to date)
LANGUAGE sql STABLE ROWS 100 AS $$
  WITH terms AS MATERIALIZED (
    SELECT EXISTS (SELECT FROM ledger_creditor WHERE rounding = 'period') AS are_mixed),
  line AS (
    SELECT piece.debt_id, min(piece.first_day) AS first_day,
           bool_or(piece.percent IS NULL) AS is_unknown,
           ledger_to_grosz(sum(piece.principal * piece.percent
                               * (piece.last_day - piece.first_day + 1))) AS once,
           sum(CASE WHEN (SELECT are_mixed FROM terms) THEN ledger_to_grosz(
             piece.principal * piece.percent
             * (piece.last_day - piece.first_day + 1)) END) AS by_period
    FROM ledger_interest_rows(debts, to_days) AS piece GROUP BY piece.debt_id)
  SELECT line.debt_id, line.first_day,
         CASE WHEN line.is_unknown THEN NULL
              WHEN creditor.rounding = 'period' THEN line.by_period ELSE line.once END,
         coalesce(earlier.amount, 0), earlier.last_day
  FROM line
    LEFT JOIN LATERAL (
      SELECT account_id FROM ledger_entry
      WHERE id = line.debt_id AND (SELECT are_mixed FROM terms) OFFSET 0) AS debt ON true
    LEFT JOIN LATERAL (
      SELECT creditor_id FROM ledger_account WHERE id = debt.account_id OFFSET 0) AS account ON true
    LEFT JOIN LATERAL (
      SELECT rounding FROM ledger_creditor
      WHERE party_id = account.creditor_id OFFSET 0) AS creditor ON true
    CROSS JOIN LATERAL (
      SELECT sum(note.amount) AS amount, max(charged.last_day) AS last_day
      FROM ledger_entry note
        LEFT JOIN LATERAL (
          SELECT last_day, cancelled_by_id FROM ledger_interestperiod
          WHERE entry_id = note.id OFFSET 0) AS charged ON true
      WHERE note.debt_id = line.debt_id AND note.kind = 'INTEREST'
        AND charged.cancelled_by_id IS NULL) AS earlier
$$;
