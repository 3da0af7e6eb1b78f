-- Interest for delay of any debts to any days, as rows and as sums. Exact to the end: a row is
-- principal x percent x days, and 36500 of that is one unit of currency.
-- Takes: debts and, in the same order, the last day of each. Returns: see each function.
-- Locks: nothing.

-- Half-up to a hundredth of numerator / 36500, decided on whole numbers.
CREATE FUNCTION ledger_to_grosz(numerator numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT div(numerator * 200 + 36500, 73000) * 0.01
$$;

-- One row per debt, rate period and amount owed; first and last day included. A payment day
-- still bears the old amount. percent is NULL where the rate is not known. With moments, only
-- what had been recorded by the moment of each debt counts.
CREATE FUNCTION ledger_interest_rows(debts bigint[], to_days date[],
                                     moments timestamptz[] DEFAULT NULL)
RETURNS TABLE (debt_id bigint, first_day date, last_day date, principal numeric,
               percent numeric, legal_basis text)
LANGUAGE sql STABLE ROWS 100 AS $$
  WITH asked AS MATERIALIZED (
    SELECT debt.id, debt.amount, debt.effective_on, kind.code AS kind, wanted.to_day,
           coalesce(wanted.moment, 'infinity') AS moment,
           coalesce(moved.worked_on, due.day) + 1 AS first_day,
           kind.is_fixed OR old.holds AS is_fixed,
           CASE WHEN old.holds THEN kind.old_kind ELSE kind.code END AS fixed_kind,
           CASE WHEN old.holds THEN kind.old_points ELSE 0 END AS points,
           CASE WHEN old.holds THEN kind.old_basis END AS basis
    FROM unnest(debts, to_days, moments) AS wanted(debt, to_day, moment)
      CROSS JOIN LATERAL (
        SELECT id, amount, effective_on, due_on, agreement_id, interest_kind FROM ledger_entry
        WHERE id = wanted.debt AND interest_kind <> '' OFFSET 0) AS debt
      JOIN ledger_interestkind kind ON kind.code = debt.interest_kind
      CROSS JOIN LATERAL (
        SELECT coalesce((SELECT due_on FROM ledger_duechange
                         WHERE entry_id = debt.id
                           AND recorded_at <= coalesce(wanted.moment, 'infinity')
                         ORDER BY id DESC LIMIT 1), debt.due_on)) AS due(day)
      LEFT JOIN LATERAL (
        SELECT worked_on FROM ledger_movedday
        WHERE country = kind.country AND day = due.day OFFSET 0) AS moved ON true
      LEFT JOIN LATERAL (
        SELECT valid_from FROM agreements_agreement
        WHERE id = debt.agreement_id OFFSET 0) AS agreement ON true
      CROSS JOIN LATERAL (
        SELECT coalesce(least(coalesce(moved.worked_on, due.day) + 1, agreement.valid_from)
                        < kind.old_before, false)) AS old(holds)
    WHERE coalesce(moved.worked_on, due.day) < wanted.to_day),
  -- Each change carries what its debt needs, so that nothing has to be joined back.
  change AS (
    SELECT asked.*, first_day - 1 AS day, amount AS by FROM asked
    UNION ALL
    SELECT asked.*, greatest(credit.effective_on, asked.effective_on, asked.first_day - 1),
           -used.amount
    FROM asked
      CROSS JOIN LATERAL (
        SELECT credit_id, amount FROM ledger_settlement
        WHERE debit_id = asked.id AND recorded_at <= asked.moment OFFSET 0) AS used
      CROSS JOIN LATERAL (
        SELECT effective_on FROM ledger_entry WHERE id = used.credit_id OFFSET 0) AS credit),
  owed AS (
    SELECT id, kind, first_day, is_fixed, fixed_kind, points, basis, day + 1 AS start,
           least(lead(day) OVER line, to_day) AS stop, sum(sum(by)) OVER line AS amount
    -- a settlement and its mirror are no change: they must not split a period
    FROM change GROUP BY id, kind, first_day, is_fixed, fixed_kind, points, basis, to_day, day
    HAVING sum(by) <> 0
    WINDOW line AS (PARTITION BY id ORDER BY day)),
  span AS MATERIALIZED (SELECT * FROM owed WHERE amount > 0 AND start <= stop)
  SELECT span.id, span.start, span.stop, span.amount, rate.percent + span.points,
         coalesce(span.basis, rate.legal_basis)
  FROM span LEFT JOIN ledger_interestrate rate ON rate.kind = span.fixed_kind
    AND span.first_day BETWEEN rate.valid_from AND coalesce(rate.valid_to, 'infinity')
  WHERE span.is_fixed
  UNION ALL
  SELECT span.id, greatest(span.start, rate.valid_from), least(span.stop, rate.valid_to),
         span.amount, rate.percent, rate.legal_basis
  FROM span JOIN ledger_interestrate rate ON rate.kind = span.kind
    AND rate.valid_from <= span.stop AND coalesce(rate.valid_to, 'infinity') >= span.start
  WHERE NOT span.is_fixed
  UNION ALL
  SELECT span.id, span.start, span.stop, span.amount, NULL, NULL
  FROM span
  WHERE NOT span.is_fixed AND NOT (
    EXISTS (SELECT 1 FROM ledger_interestrate rate WHERE rate.kind = span.kind
            AND span.start BETWEEN rate.valid_from AND coalesce(rate.valid_to, 'infinity'))
    AND EXISTS (SELECT 1 FROM ledger_interestrate rate WHERE rate.kind = span.kind
            AND span.stop BETWEEN rate.valid_from AND coalesce(rate.valid_to, 'infinity')))
$$;

-- Per debt that bears interest: all accrued to its day (rounded as the creditor rounds; NULL when
-- a rate is not known), what of it has been noted, and the last day noted. Debts whose delay has
-- not begun by their day are left out.
CREATE FUNCTION ledger_accrued(debts bigint[], to_days date[])
RETURNS TABLE (debt_id bigint, first_day date, accrued numeric, noted numeric, noted_to date)
LANGUAGE sql STABLE ROWS 100 AS $$
  WITH line AS (
    SELECT piece.debt_id, min(piece.first_day) AS first_day,
           bool_or(piece.percent IS NULL) AS is_unknown,
           ledger_to_grosz(sum(piece.principal * piece.percent
                               * (piece.last_day - piece.first_day + 1))) AS once,
           sum(ledger_to_grosz(piece.principal * piece.percent
                               * (piece.last_day - piece.first_day + 1))) AS by_period
    FROM ledger_interest_rows(debts, to_days) AS piece GROUP BY piece.debt_id)
  SELECT line.debt_id, line.first_day,
         CASE WHEN line.is_unknown THEN NULL
              WHEN creditor.rounding = 'period' THEN line.by_period ELSE line.once END,
         coalesce(earlier.amount, 0), earlier.last_day
  FROM line
    CROSS JOIN LATERAL (
      SELECT account_id FROM ledger_entry WHERE id = line.debt_id OFFSET 0) AS debt
    CROSS JOIN LATERAL (
      SELECT creditor_id FROM ledger_account WHERE id = debt.account_id OFFSET 0) AS account
    CROSS JOIN LATERAL (
      SELECT rounding FROM ledger_creditor
      WHERE party_id = account.creditor_id OFFSET 0) AS creditor
    CROSS JOIN LATERAL (
      SELECT sum(note.amount) AS amount, max(charged.last_day) AS last_day
      FROM ledger_entry note
        LEFT JOIN LATERAL (
          SELECT last_day, cancelled_by_id FROM ledger_interestperiod
          WHERE entry_id = note.id OFFSET 0) AS charged ON true
      WHERE note.debt_id = line.debt_id AND note.kind = 'INTEREST'
        AND charged.cancelled_by_id IS NULL) AS earlier
$$;

-- The same for large sets. From version 18 PostgreSQL keeps the plans of SQL functions, and one made
-- for an empty ledger would stay: here everything inside is planned afresh at every call.
CREATE FUNCTION ledger_accrued_afresh(debts bigint[], to_days date[])
RETURNS TABLE (debt_id bigint, first_day date, accrued numeric, noted numeric, noted_to date)
LANGUAGE sql STABLE ROWS 100 SET plan_cache_mode = force_custom_plan AS $$
  SELECT * FROM ledger_accrued(debts, to_days)
$$;
REVOKE EXECUTE ON FUNCTION ledger_to_grosz(numeric), ledger_interest_rows(bigint[], date[], timestamptz[]),
  ledger_accrued(bigint[], date[]), ledger_accrued_afresh(bigint[], date[]) FROM PUBLIC;
