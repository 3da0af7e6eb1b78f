-- What interest was reckoned by stays known. While it stands, no rate behind it changes; when one
-- changes behind interest that was taken back, the rows of its computation are kept first, so that a
-- copy of the note says what the first said, and the proof judges it by what was known.
-- Takes: nothing. Returns: see the functions. Locks: the tables while triggers are made.

-- Interest that was reckoned by a kind's rate of these days, and whether it stands. An entry is all
-- accrued to its last day less what was noted before it, so that its days begin with the delay, also
-- where others charge the first of them. Of rates that hold from the first day of delay for all of it,
-- delays begun then. By the facts that were known when it was noted.
CREATE FUNCTION ledger_rate_uses(rate_kind text, since date, till date)
RETURNS TABLE (entry_id bigint, last_day date, stands boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  WITH charged AS (
    SELECT note.id, note.recorded_at, days.last_day, days.cancelled_by_id IS NULL AS stands,
           debt.agreement_id, chosen.kind_id IS NOT NULL AS is_chosen, begun.day AS first_day,
           kind.is_fixed OR old.holds AS is_fixed,
           CASE WHEN old.holds THEN kind.old_kind WHEN kind.is_agreed THEN kind.cap_kind
                ELSE kind.code END AS kind
    FROM ledger_interestperiod AS days
      JOIN ledger_entry AS note ON note.id = days.entry_id
      JOIN ledger_entry AS debt ON debt.id = days.debt_id
      LEFT JOIN LATERAL (
        SELECT debtrate.kind_id FROM ledger_debtrate AS debtrate
        WHERE debtrate.entry_id = debt.id AND debtrate.recorded_at <= note.recorded_at
        ORDER BY debtrate.id DESC LIMIT 1) AS chosen ON true
      LEFT JOIN LATERAL (
        SELECT moving.due_on FROM ledger_duechange AS moving
        WHERE moving.entry_id = debt.id AND moving.recorded_at <= note.recorded_at
        ORDER BY moving.id DESC LIMIT 1) AS changed ON true
      JOIN ledger_interestkind AS kind ON kind.code = coalesce(chosen.kind_id, debt.interest_kind)
      LEFT JOIN ledger_movedday AS moved
        ON moved.country = kind.country AND moved.day = coalesce(changed.due_on, debt.due_on)
      LEFT JOIN agreements_agreement AS signed ON signed.id = debt.agreement_id
      CROSS JOIN LATERAL (
        SELECT coalesce(moved.worked_on, changed.due_on, debt.due_on) + 1) AS begun(day)
      CROSS JOIN LATERAL (
        SELECT coalesce(least(begun.day, signed.valid_from) < kind.old_before, false)) AS old(holds)
    WHERE days.last_day >= since)
  SELECT id, charged.last_day, charged.stands FROM charged
  WHERE kind = rate_kind AND first_day <= coalesce(till, 'infinity')
    AND (first_day >= since OR NOT is_fixed)
  UNION  -- what an agreement says is cut by the law, and follows its rates
  SELECT charged.id, charged.last_day, charged.stands
  FROM charged
    JOIN ledger_agreementrate AS term ON term.agreement_id = charged.agreement_id
      AND term.recorded_at <= charged.recorded_at
      AND (term.withdrawn_at IS NULL OR term.withdrawn_at > charged.recorded_at)
      AND daterange(term.valid_from, term.valid_to, '[]')
          && daterange(charged.first_day, charged.last_day, '[]')
    JOIN ledger_interestkind AS agreed ON agreed.code = term.kind_id
  WHERE NOT charged.is_chosen AND rate_kind IN (agreed.cap_kind, term.base)
    AND charged.first_day <= coalesce(till, 'infinity')
    AND (charged.first_day >= since OR NOT agreed.is_fixed OR term.base = rate_kind)
$$;

-- The last day charged by interest that stands and was reckoned by a kind's rate of these days; NULL
-- where there is none.
CREATE OR REPLACE FUNCTION ledger_rate_used(rate_kind text, first_day date, last_day date)
RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT max(used.last_day) FROM ledger_rate_uses($1, $2, $3) AS used WHERE used.stands
$$;

CREATE FUNCTION ledger_keep_former(rate_kind text, since date, till date) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  LOOP  -- once for each time that a debt's interest was taken back
    WITH gone AS MATERIALIZED (
      SELECT DISTINCT ON (note.debt_id) note.id, note.debt_id, note.recorded_at, used.last_day
      FROM ledger_rate_uses(rate_kind, since, till) AS used
        JOIN ledger_entry AS note ON note.id = used.entry_id
      WHERE NOT used.stands
        AND NOT EXISTS (SELECT FROM ledger_formerinterest AS kept WHERE kept.entry_id = note.id)
      ORDER BY note.debt_id, note.id)
    INSERT INTO ledger_formerinterest (entry_id, first_day, last_day, principal, percent, legal_basis)
    SELECT gone.id, piece.first_day, piece.last_day, piece.principal, piece.percent, piece.legal_basis
    FROM ledger_interest_rows(ARRAY(SELECT debt_id FROM gone ORDER BY debt_id),
                              ARRAY(SELECT last_day FROM gone ORDER BY debt_id),
                              ARRAY(SELECT recorded_at FROM gone ORDER BY debt_id)) AS piece
      JOIN gone ON gone.debt_id = piece.debt_id
    ORDER BY gone.id, piece.first_day;
    EXIT WHEN NOT FOUND;
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION ledger_rate_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE since date;
BEGIN
  IF (NEW.kind, NEW.valid_from, NEW.percent) IS DISTINCT FROM (OLD.kind, OLD.valid_from, OLD.percent)
  THEN
    since := OLD.valid_from;
  ELSIF coalesce(NEW.valid_to, 'infinity') < coalesce(OLD.valid_to, 'infinity') THEN
    since := NEW.valid_to + 1;
  ELSE
    RETURN NEW;
  END IF;
  IF ledger_rate_used(OLD.kind, since, OLD.valid_to) IS NOT NULL THEN
    PERFORM ledger_refuse('ledger_interestrate_used', 'interest has been posted by this rate');
  END IF;
  PERFORM ledger_keep_former(OLD.kind, since, OLD.valid_to);
  RETURN NEW;
END $$;

CREATE TRIGGER ledger_formerinterest_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON ledger_formerinterest FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON ledger_formerinterest FROM kartoteka_desk;
REVOKE EXECUTE ON FUNCTION ledger_rate_uses(text, date, date),
  ledger_keep_former(text, date, date) FROM PUBLIC;
