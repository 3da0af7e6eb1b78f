-- Rates of a kind do not overlap, and one by which interest stands in the books does not change.
-- Takes: nothing. Returns: nothing. Locks: the table while its triggers are made.

-- The last day charged by interest that stands and was reckoned by a kind's rate of these days; NULL
-- where there is none. Of kinds whose rate is that of the first day of delay, delays begun then.
CREATE FUNCTION ledger_rate_used(rate_kind text, first_day date, last_day date) RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT max(charged.last_day)
  FROM ledger_interestperiod charged
    JOIN ledger_entry debt ON debt.id = charged.debt_id
    JOIN ledger_interestkind kind ON kind.code = debt.interest_kind
  WHERE charged.cancelled_by_id IS NULL AND kind.code = rate_kind
    AND CASE WHEN kind.is_fixed
        THEN (SELECT min(begun.first_day) FROM ledger_interestperiod begun
              WHERE begun.debt_id = debt.id)
             BETWEEN $2 AND coalesce($3, 'infinity')
        ELSE charged.last_day >= $2 AND charged.first_day <= coalesce($3, 'infinity') END
$$;

CREATE FUNCTION ledger_rate_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE used date;
BEGIN
  IF (NEW.kind, NEW.valid_from, NEW.percent) IS DISTINCT FROM (OLD.kind, OLD.valid_from, OLD.percent)
  THEN
    used := ledger_rate_used(OLD.kind, OLD.valid_from, OLD.valid_to);
  ELSIF coalesce(NEW.valid_to, 'infinity') < coalesce(OLD.valid_to, 'infinity') THEN
    used := ledger_rate_used(OLD.kind, NEW.valid_to + 1, OLD.valid_to);
  END IF;
  IF used IS NOT NULL THEN
    PERFORM ledger_refuse('ledger_interestrate_used', 'interest has been posted by this rate');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER ledger_interestrate_used BEFORE UPDATE ON ledger_interestrate
  FOR EACH ROW EXECUTE FUNCTION ledger_rate_changed();
ALTER TABLE ledger_interestrate
  ADD CONSTRAINT ledger_interestrate_in_order CHECK (valid_to >= valid_from),
  ADD CONSTRAINT ledger_interestrate_no_overlap EXCLUDE USING gist (
    kind WITH =, daterange(valid_from, valid_to, '[]') WITH &&);
REVOKE EXECUTE ON FUNCTION ledger_rate_used(text, date, date), ledger_rate_changed() FROM PUBLIC;
