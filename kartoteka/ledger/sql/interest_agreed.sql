-- Interest by what stands on the debt itself: a rate of the contract, cut day by day to the most that
-- the law allows, and the choice between two rates of the law. Otherwise as interest.sql.
-- Takes: debts and, in the same order, the last day of each. Returns: see the function.
-- Locks: the tables while their triggers and policies are made.
SELECT append_only('ledger_debtrate', '{reason}');
INSERT INTO ledger_interestkind (code, country, is_fixed, is_agreed, is_chosen, cap_kind) VALUES
  ('pl_contractual_delay', 'PL', false, true, true, 'pl_max_delay'),
  ('pl_contractual_capital', 'PL', false, true, true, 'pl_max_capital'),
  ('sk_contractual_consumer', 'SK', true, true, true, 'sk_civil_delay_by_first_day'),
  ('sk_contractual_commercial', 'SK', false, true, true, '');
UPDATE ledger_interestkind SET is_chosen = true
WHERE code IN ('sk_commercial_delay_half_year', 'sk_commercial_delay_fixed_by_first_day');

-- One row per debt, rate period and amount owed; first and last day included. A payment day
-- still bears the old amount. percent is NULL where the rate is not known. With moments, only
-- what had been recorded by the moment of each debt counts.
CREATE OR REPLACE FUNCTION ledger_interest_rows(debts bigint[], to_days date[],
                                     moments timestamptz[] DEFAULT NULL)
RETURNS TABLE (debt_id bigint, first_day date, last_day date, principal numeric,
               percent numeric, legal_basis text)
LANGUAGE sql STABLE ROWS 100 AS $$
  WITH asked AS MATERIALIZED (
    SELECT debt.id, debt.amount, debt.effective_on, kind.code AS kind, wanted.to_day,
           coalesce(wanted.moment, 'infinity') AS moment,
           coalesce(moved.worked_on, due.day) + 1 AS first_day, old.holds AS is_old,
           chosen.percent AS agreed
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
  change AS (
    SELECT id, kind, first_day, is_old, agreed, to_day, first_day - 1 AS day, amount AS by FROM asked
    UNION ALL
    SELECT id, kind, first_day, is_old, agreed, to_day,
           greatest(credit.effective_on, asked.effective_on, asked.first_day - 1), -used.amount
    FROM asked
      CROSS JOIN LATERAL (
        SELECT credit_id, sum(amount) AS amount FROM ledger_settlement
        WHERE debit_id = asked.id AND recorded_at <= asked.moment
        GROUP BY credit_id HAVING sum(amount) <> 0 OFFSET 0) AS used
      CROSS JOIN LATERAL (
        SELECT effective_on FROM ledger_entry WHERE id = used.credit_id OFFSET 0) AS credit),
  -- Of several changes on one day only the last row has days before it ends, and the sum of them all.
  owed AS (
    SELECT id, kind, first_day, is_old, agreed, day + 1 AS start,
           least(lead(day) OVER (PARTITION BY id ORDER BY day), to_day) AS stop,
           sum(by) OVER (PARTITION BY id ORDER BY day) AS amount
    FROM change),
  known AS MATERIALIZED (  -- the days for which a rate is known
    SELECT kind, range_agg(daterange(valid_from, valid_to, '[]')) AS days
    FROM ledger_interestrate GROUP BY kind),
  span AS MATERIALIZED (
    SELECT owed.id, owed.first_day, owed.start, owed.stop, owed.amount, owed.agreed,
           kind.is_fixed OR is_old AS is_fixed, kind.is_agreed,
           CASE WHEN is_old THEN kind.old_kind WHEN kind.is_agreed THEN kind.cap_kind
                ELSE kind.code END AS rate_kind,
           CASE WHEN is_old THEN kind.old_points ELSE 0 END AS points,
           CASE WHEN is_old THEN kind.old_basis END AS basis
    FROM owed JOIN ledger_interestkind kind ON kind.code = owed.kind
    WHERE amount > 0 AND start <= stop),
  -- A rate of the contract under the most that the law allows: where it is not cut, one row.
  capped AS (
    SELECT id, start, amount, greatest(start, valid_from) AS first, least(stop, valid_to) AS last,
           CASE WHEN agreed <= percent THEN agreed ELSE percent + 0 * agreed END AS percent,
           CASE WHEN agreed > percent
                THEN concat('agreed ', trim_scale(agreed), '|', legal_basis) ELSE 'agreed' END AS law,
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
              THEN concat('agreed ', trim_scale(span.agreed), '|', rate.legal_basis)
              ELSE 'agreed' END
  FROM span LEFT JOIN ledger_interestrate rate ON rate.kind = span.rate_kind
    AND span.first_day BETWEEN rate.valid_from AND coalesce(rate.valid_to, 'infinity')
  WHERE span.is_fixed
  UNION ALL
  SELECT span.id, greatest(span.start, rate.valid_from), least(span.stop, rate.valid_to),
         span.amount, rate.percent, rate.legal_basis
  FROM span JOIN ledger_interestrate rate ON rate.kind = span.rate_kind
    AND rate.valid_from <= span.stop AND coalesce(rate.valid_to, 'infinity') >= span.start
  WHERE NOT span.is_fixed AND NOT span.is_agreed
  UNION ALL
  SELECT id, min(first), max(last), amount, percent, law
  FROM island GROUP BY id, start, amount, percent, law, nth
  UNION ALL
  SELECT span.id, span.start, span.stop, span.amount, span.agreed, 'agreed'
  FROM span WHERE span.is_agreed AND span.rate_kind = ''
  UNION ALL
  SELECT span.id, span.start, span.stop, span.amount, NULL, NULL
  FROM span LEFT JOIN known ON known.kind = span.rate_kind
  WHERE NOT span.is_fixed AND span.rate_kind <> ''
    AND (known.days @> daterange(span.start, span.stop, '[]')) IS NOT TRUE
$$;

-- A rate of the law is also used by rates of contracts that it cuts.
CREATE OR REPLACE FUNCTION ledger_rate_used(rate_kind text, first_day date, last_day date)
RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT max(charged.last_day)
  FROM ledger_interestperiod charged
    JOIN ledger_entry debt ON debt.id = charged.debt_id
    LEFT JOIN LATERAL (
      SELECT kind_id FROM ledger_debtrate WHERE entry_id = debt.id
      ORDER BY id DESC LIMIT 1) AS chosen ON true
    JOIN ledger_interestkind kind ON kind.code = coalesce(chosen.kind_id, debt.interest_kind)
  WHERE charged.cancelled_by_id IS NULL AND (kind.code = rate_kind OR kind.cap_kind = rate_kind)
    AND CASE WHEN kind.is_fixed
        THEN (SELECT min(begun.first_day) FROM ledger_interestperiod begun
              WHERE begun.debt_id = debt.id)
             BETWEEN $2 AND coalesce($3, 'infinity')
        ELSE charged.last_day >= $2 AND charged.first_day <= coalesce($3, 'infinity') END
$$;

-- ledger_erase: of those of the parties that are erased. Returns the rows touched of each table.
CREATE OR REPLACE FUNCTION ledger_erase(parties bigint[]) RETURNS TABLE (table_name text, touched bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  mine bigint[] := ARRAY(
    SELECT entry.id FROM register_party AS party
      JOIN ledger_account AS account ON account.party_id = party.id
      JOIN ledger_entry AS entry ON entry.account_id = account.id
    WHERE party.id = ANY (parties) AND party.erased_at IS NOT NULL);
BEGIN
  PERFORM set_config('kartoteka.erasing', 'on', true);
  UPDATE ledger_entry SET title = '' WHERE id = ANY (mine) AND title <> '';
  GET DIAGNOSTICS touched = ROW_COUNT; table_name := 'ledger_entry'; RETURN NEXT;
  UPDATE ledger_settlement SET reason = '' WHERE debit_id = ANY (mine) AND reason <> '';
  GET DIAGNOSTICS touched = ROW_COUNT; table_name := 'ledger_settlement'; RETURN NEXT;
  UPDATE ledger_duechange SET reason = '' WHERE entry_id = ANY (mine) AND reason <> '';
  GET DIAGNOSTICS touched = ROW_COUNT; table_name := 'ledger_duechange'; RETURN NEXT;
  UPDATE ledger_debtrate SET reason = '' WHERE entry_id = ANY (mine) AND reason <> '';
  GET DIAGNOSTICS touched = ROW_COUNT; table_name := 'ledger_debtrate'; RETURN NEXT;
  PERFORM set_config('kartoteka.erasing', '', true);
END $$;
