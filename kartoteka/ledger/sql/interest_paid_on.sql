-- Interest runs to the day on which money came in, also where the books were closed to it and carry
-- it on a later one; and only rates of the debts' own days are compared. Otherwise as
-- interest_by_agreement.sql.
-- Takes: debts and, in the same order, the last day of each. Returns: see the function.
-- Locks: nothing.

-- One row per debt, rate period and amount owed; first and last day included. A payment day
-- still bears the old amount. percent is NULL where the rate is not known. With moments, only
-- what had been recorded by the moment of each debt counts. What stands on the debt comes before what
-- its agreement says, and this, on its own days, before the kind with which the debt was posted.
CREATE OR REPLACE FUNCTION ledger_interest_rows(debts bigint[], to_days date[],
                                     moments timestamptz[] DEFAULT NULL)
RETURNS TABLE (debt_id bigint, first_day date, last_day date, principal numeric,
               percent numeric, legal_basis text)
LANGUAGE sql STABLE ROWS 100 AS $$
  WITH asked AS MATERIALIZED (
    SELECT debt.id, debt.amount, debt.effective_on, kind.code AS kind, wanted.to_day,
           coalesce(wanted.moment, 'infinity') AS moment,
           coalesce(moved.worked_on, due.day) + 1 AS first_day, old.holds AS is_old,
           chosen.percent AS agreed, debt.agreement_id,
           chosen.kind_id IS NULL AND EXISTS (
             SELECT FROM ledger_agreementrate rate
             WHERE rate.agreement_id = debt.agreement_id) AS has_terms
    FROM unnest(debts, to_days, moments) AS wanted(debt, to_day, moment)
      CROSS JOIN LATERAL (
        SELECT id, amount, effective_on, due_on, agreement_id, interest_kind FROM ledger_entry
        WHERE id = wanted.debt AND interest_kind <> '' OFFSET 0) AS debt
      LEFT JOIN LATERAL (
        SELECT kind_id, percent FROM ledger_debtrate
        WHERE entry_id = debt.id AND recorded_at <= coalesce(wanted.moment, 'infinity')
        ORDER BY id DESC LIMIT 1) AS chosen ON true
      LEFT JOIN LATERAL (
        SELECT due_on FROM ledger_duechange
        WHERE entry_id = debt.id AND recorded_at <= coalesce(wanted.moment, 'infinity')
        ORDER BY id DESC LIMIT 1) AS changed ON true
      CROSS JOIN LATERAL (SELECT coalesce(changed.due_on, debt.due_on)) AS due(day)
      JOIN ledger_interestkind kind ON kind.code = coalesce(chosen.kind_id, debt.interest_kind)
      LEFT JOIN ledger_movedday moved ON moved.country = kind.country AND moved.day = due.day
      LEFT JOIN LATERAL (
        SELECT valid_from FROM agreements_agreement
        WHERE id = debt.agreement_id OFFSET 0) AS agreement ON true
      CROSS JOIN LATERAL (
        SELECT coalesce(least(coalesce(moved.worked_on, due.day) + 1, agreement.valid_from)
                        < kind.old_before, false)) AS old(holds)
    WHERE coalesce(moved.worked_on, due.day) < wanted.to_day),
  -- Rows are many and stay narrow: what the kind says of them is joined at the end. What was settled
  -- and taken back is no change: it must not split a period.
  -- Read thrice, but once by debts without terms and else by the few others: the whole is not kept.
  change AS NOT MATERIALIZED (
    SELECT id, has_terms, kind, first_day, is_old, agreed, to_day, first_day - 1 AS day, amount AS by
    FROM asked
    UNION ALL
    SELECT id, has_terms, kind, first_day, is_old, agreed, to_day,
           greatest(credit.came_on, asked.effective_on, asked.first_day - 1), -used.amount
    FROM asked
      CROSS JOIN LATERAL (
        SELECT credit_id, sum(amount) AS amount FROM ledger_settlement
        WHERE debit_id = asked.id AND recorded_at <= asked.moment
        GROUP BY credit_id HAVING sum(amount) <> 0 OFFSET 0) AS used
      CROSS JOIN LATERAL (
        SELECT coalesce(paid_on, effective_on) AS came_on FROM ledger_entry
        WHERE id = used.credit_id OFFSET 0) AS credit),
  -- Of several changes on one day only the last row has days before it ends, and the sum of them all.
  owed AS NOT MATERIALIZED (
    SELECT id, has_terms, kind, first_day, is_old, agreed, day + 1 AS start,
           least(lead(day) OVER line, to_day) AS stop, sum(by) OVER line AS amount
    FROM change WINDOW line AS (PARTITION BY id, has_terms ORDER BY day)),
  known AS MATERIALIZED (  -- the days for which a rate is known
    SELECT kind, range_agg(daterange(valid_from, valid_to, '[]')) AS days
    FROM ledger_interestrate GROUP BY kind),
  -- What agreements say, where points over a rate of the law with the days of that rate. The words
  -- behind @ say where the rate comes from: the base and the points, the number.
  term AS MATERIALIZED (
    SELECT asked.id, rate.kind_id AS kind,
           greatest(rate.valid_from, base.valid_from) AS first,
           coalesce(least(rate.valid_to, base.valid_to), 'infinity') AS last,
           rate.percent + coalesce(base.percent, 0) AS agreed,
           concat('@', CASE WHEN rate.base <> '' THEN concat(rate.base, '+', trim_scale(rate.percent)) END,
                  '@', signed.number) AS source
    FROM asked
      JOIN ledger_agreementrate rate ON rate.agreement_id = asked.agreement_id
        AND rate.recorded_at <= asked.moment
        AND (rate.withdrawn_at IS NULL OR rate.withdrawn_at > asked.moment)
      LEFT JOIN ledger_interestrate base ON base.kind = nullif(rate.base, '')
        AND base.valid_from <= coalesce(rate.valid_to, 'infinity')
        AND coalesce(base.valid_to, 'infinity') >= rate.valid_from
      LEFT JOIN agreements_agreement signed ON signed.id = asked.agreement_id
    WHERE asked.has_terms),
  covered AS MATERIALIZED (
    SELECT id, range_agg(daterange(first, last, '[]')) AS days FROM term GROUP BY id),
  ruled AS (
    SELECT id, kind, first_day, is_old, agreed, '' AS source, start, stop, amount
    FROM owed WHERE NOT has_terms
    UNION ALL
    SELECT owed.id, kind, first_day, is_old, agreed, '', lower(rest.days), upper(rest.days) - 1, amount
    FROM owed LEFT JOIN covered ON covered.id = owed.id
      CROSS JOIN LATERAL unnest(
        datemultirange(daterange(owed.start, greatest(owed.start, owed.stop), '[]'))
        - coalesce(covered.days, '{}')) AS rest(days)
    WHERE has_terms AND owed.start <= owed.stop
    UNION ALL
    SELECT owed.id, term.kind, first_day, false, term.agreed, term.source,
           greatest(owed.start, term.first), least(owed.stop, term.last), amount
    FROM owed JOIN term ON term.id = owed.id
    WHERE has_terms),
  span AS MATERIALIZED (
    SELECT ruled.id, ruled.first_day, ruled.start, ruled.stop, ruled.amount, ruled.agreed, ruled.source,
           kind.is_fixed OR is_old AS is_fixed, kind.is_agreed,
           CASE WHEN is_old THEN kind.old_kind WHEN kind.is_agreed THEN kind.cap_kind
                ELSE kind.code END AS rate_kind,
           CASE WHEN is_old THEN kind.old_points ELSE 0 END AS points,
           CASE WHEN is_old THEN kind.old_basis END AS basis
    FROM ruled JOIN ledger_interestkind kind ON kind.code = ruled.kind
    WHERE amount > 0 AND start <= stop),
  current AS MATERIALIZED (
    SELECT * FROM ledger_interestrate
    WHERE valid_from <= (SELECT max(stop) FROM span)
      AND coalesce(valid_to, 'infinity') >= (SELECT min(start) FROM span)),
  -- A rate of the contract under the most that the law allows: where it is not cut, one row.
  capped AS (
    SELECT id, start, amount, greatest(start, valid_from) AS first, least(stop, valid_to) AS last,
           CASE WHEN agreed <= percent THEN agreed ELSE percent + 0 * agreed END AS percent,
           CASE WHEN agreed > percent
                THEN concat('agreed ', trim_scale(agreed), '|', legal_basis, source)
                ELSE concat('agreed', source) END AS law,
           valid_from
    FROM (SELECT span.*, rate.valid_from, rate.valid_to, rate.percent, rate.legal_basis
          FROM span JOIN ledger_interestrate rate ON rate.kind = span.rate_kind
            AND rate.valid_from <= span.stop
            AND coalesce(rate.valid_to, 'infinity') >= span.start
          WHERE span.is_agreed AND NOT span.is_fixed) AS met),
  island AS (
    SELECT capped.*, row_number() OVER (PARTITION BY id, start ORDER BY first)
                     - row_number() OVER (PARTITION BY id, start, law ORDER BY first) AS nth
    FROM capped)
  SELECT span.id, span.start, span.stop, span.amount,
         CASE WHEN NOT span.is_agreed THEN rate.percent + span.points
              WHEN span.agreed <= rate.percent THEN span.agreed
              ELSE rate.percent + 0 * span.agreed END,
         CASE WHEN NOT span.is_agreed THEN coalesce(span.basis, rate.legal_basis)
              WHEN span.agreed > rate.percent
              THEN concat('agreed ', trim_scale(span.agreed), '|', rate.legal_basis, span.source)
              ELSE concat('agreed', span.source) END
  FROM span LEFT JOIN ledger_interestrate rate ON rate.kind = span.rate_kind
    AND span.first_day BETWEEN rate.valid_from AND coalesce(rate.valid_to, 'infinity')
  WHERE span.is_fixed
  UNION ALL
  SELECT span.id, greatest(span.start, rate.valid_from), least(span.stop, rate.valid_to),
         span.amount, rate.percent, rate.legal_basis
  FROM span JOIN current rate ON rate.kind = span.rate_kind
    AND rate.valid_from <= span.stop AND coalesce(rate.valid_to, 'infinity') >= span.start
  WHERE NOT span.is_fixed AND NOT span.is_agreed
  UNION ALL
  SELECT id, min(first), max(last), amount, percent, law
  FROM island GROUP BY id, start, amount, percent, law, nth
  UNION ALL
  SELECT span.id, span.start, span.stop, span.amount, span.agreed,
         concat('agreed', span.source)
  FROM span WHERE span.is_agreed AND span.rate_kind = ''
  UNION ALL
  SELECT span.id, span.start, span.stop, span.amount, NULL, NULL
  FROM span LEFT JOIN known ON known.kind = span.rate_kind
  WHERE NOT span.is_fixed AND span.rate_kind <> ''
    AND (known.days @> daterange(span.start, span.stop, '[]')) IS NOT TRUE
$$;
