-- What agreements say of interest for delay: dated rates that their debts bear. Otherwise as
-- interest_agreed.sql.
-- Takes: debts and, in the same order, the last day of each. Returns: see the functions.
-- Locks: the table while its triggers are made.
ALTER TABLE ledger_agreementrate ADD CONSTRAINT ledger_agreementrate_no_overlap EXCLUDE USING gist (
  agreement_id WITH =, daterange(valid_from, valid_to, '[]') WITH &&) WHERE (withdrawn_at IS NULL);
CREATE INDEX ledger_agreementrate_base ON ledger_agreementrate (base) WHERE base <> '';

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
           chosen.kind_id IS NULL
           AND coalesce(debt.agreement_id IN (SELECT rate.agreement_id FROM ledger_agreementrate rate),
                        false) AS has_terms
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
           greatest(credit.effective_on, asked.effective_on, asked.first_day - 1), -used.amount
    FROM asked
      CROSS JOIN LATERAL (
        SELECT credit_id, sum(amount) AS amount FROM ledger_settlement
        WHERE debit_id = asked.id AND recorded_at <= asked.moment
        GROUP BY credit_id HAVING sum(amount) <> 0 OFFSET 0) AS used
      CROSS JOIN LATERAL (
        SELECT effective_on FROM ledger_entry WHERE id = used.credit_id OFFSET 0) AS credit),
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
  FROM span JOIN ledger_interestrate rate ON rate.kind = span.rate_kind
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

-- The last day charged by interest that stands, on debts that bear the rates of an agreement, in any of
-- these days; NULL where there is none.
CREATE FUNCTION ledger_agreement_charged(agreement bigint, days datemultirange) RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT max(charged.last_day)
  FROM ledger_entry debt JOIN ledger_interestperiod charged ON charged.debt_id = debt.id
  WHERE debt.agreement_id = $1 AND debt.interest_kind <> '' AND charged.cancelled_by_id IS NULL
    AND daterange(charged.first_day, charged.last_day, '[]') && days
    AND NOT EXISTS (SELECT FROM ledger_debtrate WHERE entry_id = debt.id)
$$;

-- A rate of an agreement is only taken back, once, and its words emptied when the customer is erased.
CREATE FUNCTION ledger_agreementrate_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  words text[] := '{reason,why}';
  taken text[] := '{withdrawn_at,withdrawn_by,why}';
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL
     AND to_jsonb(NEW) - taken = to_jsonb(OLD) - taken
  THEN
    RETURN NEW;
  ELSIF TG_OP = 'UPDATE' AND to_jsonb(NEW) - words = to_jsonb(OLD) - words
     AND NEW.reason IN ('', OLD.reason) AND NEW.why IN ('', OLD.why)
     AND EXISTS (SELECT FROM agreements_agreement AS signed
                   JOIN register_party AS party ON party.id = signed.party_id
                 WHERE signed.id = OLD.agreement_id AND party.erased_at IS NOT NULL)
  THEN
    RETURN NEW;
  END IF;
  PERFORM ledger_refuse('ledger_agreementrate_append_only',
                        'a rate of an agreement is only taken back');
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_agreementrate_kept BEFORE UPDATE OR DELETE ON ledger_agreementrate
  FOR EACH ROW EXECUTE FUNCTION ledger_agreementrate_kept();
CREATE TRIGGER ledger_agreementrate_append_only BEFORE TRUNCATE ON ledger_agreementrate
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

-- Days whose interest stands in the books keep their rate. Looked at when all is written: a row that
-- gives way to one with another end lets go only of the days between the two ends.
CREATE FUNCTION ledger_agreementrate_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  mine datemultirange := datemultirange(daterange(NEW.valid_from, NEW.valid_to, '[]'));
  other datemultirange;
BEGIN
  SELECT range_agg(daterange(valid_from, valid_to, '[]')) INTO other FROM ledger_agreementrate
  WHERE CASE TG_OP
        WHEN 'INSERT' THEN id = NEW.replaces_id AND withdrawn_at BETWEEN now() AND NEW.recorded_at
        ELSE replaces_id = NEW.id END
    AND (kind_id, base, percent) = (NEW.kind_id, NEW.base, NEW.percent);
  IF ledger_agreement_charged(NEW.agreement_id, mine - coalesce(other, '{}')) IS NOT NULL THEN
    PERFORM ledger_refuse('ledger_agreementrate_used', 'interest has been posted for these days');
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_agreementrate_added AFTER INSERT ON ledger_agreementrate
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_agreementrate_changed();
CREATE CONSTRAINT TRIGGER ledger_agreementrate_taken AFTER UPDATE ON ledger_agreementrate
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at)
  EXECUTE FUNCTION ledger_agreementrate_changed();
REVOKE UPDATE, DELETE, TRUNCATE ON ledger_agreementrate FROM kartoteka_desk;
GRANT UPDATE (withdrawn_at, withdrawn_by, why, reason) ON ledger_agreementrate TO kartoteka_desk;

-- A rate of the law is also used by rates of contracts that it cuts, and as the base of an agreement's.
CREATE OR REPLACE FUNCTION ledger_rate_used(rate_kind text, first_day date, last_day date)
RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT max(used.last_day) FROM (
    SELECT charged.last_day
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
    UNION ALL
    SELECT charged.last_day
    FROM ledger_agreementrate rate
      JOIN ledger_interestkind kind ON kind.code = rate.kind_id
      JOIN ledger_entry debt ON debt.agreement_id = rate.agreement_id AND debt.interest_kind <> ''
      JOIN ledger_interestperiod charged ON charged.debt_id = debt.id
    WHERE rate_kind IN (kind.cap_kind, rate.base) AND rate.withdrawn_at IS NULL
      AND charged.cancelled_by_id IS NULL
      AND NOT EXISTS (SELECT FROM ledger_debtrate WHERE entry_id = debt.id)
      AND daterange(charged.first_day, charged.last_day, '[]')
          && daterange(rate.valid_from, rate.valid_to, '[]')
      AND CASE WHEN kind.is_fixed AND kind.cap_kind = rate_kind
          THEN (SELECT min(begun.first_day) FROM ledger_interestperiod begun
                WHERE begun.debt_id = debt.id)
               BETWEEN $2 AND coalesce($3, 'infinity')
          ELSE charged.last_day >= $2 AND charged.first_day <= coalesce($3, 'infinity') END) AS used
$$;
REVOKE EXECUTE ON FUNCTION ledger_agreement_charged(bigint, datemultirange),
  ledger_agreementrate_kept(), ledger_agreementrate_changed() FROM PUBLIC;
