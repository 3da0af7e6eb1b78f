-- What the database itself keeps true: open amounts, closed periods, rows that never change.
-- Takes: nothing. Returns: nothing. Locks: the creditors of new rows, FOR SHARE, so that closing
-- waits for who is posting and who comes later sees the period closed.

-- The statements on transition tables go through EXECUTE: each is planned for its own number of
-- rows, else the plan of one payment would serve a million of them, or the other way round.

CREATE FUNCTION ledger_refuse(constraint_name text, sentence text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = constraint_name,
    MESSAGE = sentence;
END $$;

CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM ledger_refuse(TG_TABLE_NAME || '_append_only',
                        TG_TABLE_NAME || ' is append-only: ' || TG_OP || ' refused');
  RETURN NULL;
END $$;

CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_settlement_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON ledger_settlement FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_duechange_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON ledger_duechange FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_interestperiod_append_only BEFORE DELETE OR TRUNCATE
  ON ledger_interestperiod FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

-- An interest period changes once: when its interest is taken back.
CREATE FUNCTION ledger_refuse_period_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.cancelled_by_id IS NOT NULL
     OR (NEW.id, NEW.entry_id, NEW.debt_id, NEW.first_day, NEW.last_day)
        IS DISTINCT FROM (OLD.id, OLD.entry_id, OLD.debt_id, OLD.first_day, OLD.last_day)
  THEN
    PERFORM ledger_refuse('ledger_interestperiod_append_only',
                          'an interest period can only be cancelled');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER ledger_interestperiod_cancelled BEFORE UPDATE ON ledger_interestperiod
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse_period_change();

-- Open amounts are derived: only the triggers below write them.
CREATE FUNCTION ledger_refuse_by_hand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' OR pg_trigger_depth() < 2 THEN
    PERFORM ledger_refuse('ledger_open_derived', 'open amounts are derived from entries and settlements');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_open_derived BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON ledger_open
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_by_hand();

-- Nothing is posted behind the day to which the creditor has closed its books.
CREATE FUNCTION ledger_entry_posted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public
SET enable_nestloop = on AS $$
DECLARE late boolean;
BEGIN
  EXECUTE $q$
    SELECT coalesce(bool_or(held.closed_until >= held.first_on), false)
    FROM (
      SELECT creditor.closed_until, touched.first_on
      FROM (
        SELECT account.creditor_id, min(mine.first_on) AS first_on
        FROM (SELECT account_id, min(least(effective_on, booked_on)) AS first_on
              FROM posted GROUP BY account_id) AS mine
          JOIN ledger_account account ON account.id = mine.account_id
        GROUP BY account.creditor_id) AS touched
        JOIN ledger_creditor creditor ON creditor.party_id = touched.creditor_id
      ORDER BY creditor.party_id FOR SHARE OF creditor) AS held $q$ INTO late;
  IF late THEN
    PERFORM ledger_refuse('ledger_entry_period_closed', 'an entry falls into a closed period');
  END IF;
  EXECUTE $q$
    INSERT INTO ledger_open (entry_id, account_id, debt_id, side, rank, due_on, line_on,
                             effective_on, is_designated, amount)
    SELECT posted.id, posted.account_id, coalesce(posted.debt_id, posted.id), posted.side,
           CASE WHEN posted.kind IN ('COST', 'COURT_COST') THEN 1
                WHEN posted.kind = 'INTEREST' THEN 2 ELSE 3 END,
           coalesce(posted.due_on, posted.effective_on),
           CASE WHEN posted.side = 'CREDIT' THEN posted.effective_on
                WHEN posted.debt_id IS NULL THEN posted.due_on
                ELSE ledger_due_on(posted.debt_id) END,
           posted.effective_on, coalesce(cardinality(posted.designated), 0) > 0, posted.amount
    FROM posted $q$;
  RETURN NULL;
END $$;

-- The due date of a debit as last changed.
CREATE FUNCTION ledger_due_on(debit bigint) RETURNS date LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    (SELECT due_on FROM ledger_duechange WHERE entry_id = debit ORDER BY id DESC LIMIT 1),
    (SELECT due_on FROM ledger_entry WHERE id = debit))
$$;

CREATE TRIGGER ledger_entry_posted AFTER INSERT ON ledger_entry
  REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_posted();

-- Settled amounts leave ledger_open, mirrored ones return. Fewer rows touched than asked means
-- that somebody settles more than is open: refused.
CREATE FUNCTION ledger_settlement_made() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public
SET enable_nestloop = on AS $$
DECLARE
  late boolean;
  asked bigint;
  touched bigint;
  mirrored boolean;
BEGIN
  EXECUTE $q$
    SELECT coalesce(bool_or(held.closed_until >= held.first_on), false),
           coalesce(bool_or(held.mirrored), false)
    FROM (
      SELECT creditor.closed_until, touched.first_on, touched.mirrored
      FROM (
        SELECT account.creditor_id, min(mine.first_on) AS first_on,
               bool_or(mine.mirrored) AS mirrored
        FROM (SELECT account_id, min(effective_on) AS first_on, bool_or(amount < 0) AS mirrored
              FROM made GROUP BY account_id) AS mine
          JOIN ledger_account account ON account.id = mine.account_id
        GROUP BY account.creditor_id) AS touched
        JOIN ledger_creditor creditor ON creditor.party_id = touched.creditor_id
      ORDER BY creditor.party_id FOR SHARE OF creditor) AS held $q$ INTO late, mirrored;
  IF late THEN
    PERFORM ledger_refuse('ledger_settlement_period_closed', 'a settlement falls into a closed period');
  END IF;
  EXECUTE $q$
    WITH used AS (
      SELECT entry, sum(amount) AS amount
      FROM (SELECT debit_id AS entry, amount FROM made WHERE amount > 0
            UNION ALL SELECT credit_id, amount FROM made WHERE amount > 0) AS line
      GROUP BY entry),
    closed AS (
      DELETE FROM ledger_open USING used
      WHERE ledger_open.entry_id = used.entry AND ledger_open.amount = used.amount RETURNING 1),
    reduced AS (
      UPDATE ledger_open SET amount = ledger_open.amount - used.amount FROM used
      WHERE ledger_open.entry_id = used.entry AND ledger_open.amount > used.amount RETURNING 1)
    SELECT (SELECT count(*) FROM used),
           (SELECT count(*) FROM closed) + (SELECT count(*) FROM reduced) $q$ INTO asked, touched;
  IF touched < asked THEN
    PERFORM ledger_refuse('ledger_open_not_overdrawn', 'more is settled than is open');
  END IF;
  IF mirrored THEN
    EXECUTE $q$
      INSERT INTO ledger_open AS kept (entry_id, account_id, debt_id, side, rank, due_on, line_on,
                                       effective_on, is_designated, amount)
      SELECT entry.id, entry.account_id, coalesce(entry.debt_id, entry.id), entry.side,
             CASE WHEN entry.kind IN ('COST', 'COURT_COST') THEN 1
                  WHEN entry.kind = 'INTEREST' THEN 2 ELSE 3 END,
             CASE WHEN entry.side = 'CREDIT' THEN coalesce(entry.due_on, entry.effective_on)
                  ELSE ledger_due_on(entry.id) END,
             CASE WHEN entry.side = 'CREDIT' THEN entry.effective_on
                  ELSE ledger_due_on(coalesce(entry.debt_id, entry.id)) END,
             entry.effective_on, coalesce(cardinality(entry.designated), 0) > 0, freed.amount
      FROM (SELECT entry, -sum(amount) AS amount
            FROM (SELECT debit_id AS entry, amount FROM made WHERE amount < 0
                  UNION ALL SELECT credit_id, amount FROM made WHERE amount < 0) AS line
            GROUP BY entry) AS freed
        JOIN ledger_entry entry ON entry.id = freed.entry
      ON CONFLICT (entry_id) DO UPDATE SET amount = kept.amount + excluded.amount $q$;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_settlement_made AFTER INSERT ON ledger_settlement
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION ledger_settlement_made();

-- A changed due date moves the debit, and its accessories in line with it.
CREATE FUNCTION ledger_due_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  UPDATE ledger_open SET
    due_on = CASE WHEN ledger_open.entry_id = changed.entry_id
                  THEN ledger_due_on(changed.entry_id) ELSE ledger_open.due_on END,
    line_on = CASE WHEN ledger_open.debt_id = changed.entry_id
                   THEN ledger_due_on(changed.entry_id) ELSE ledger_open.line_on END
  FROM (SELECT DISTINCT moved.entry_id, entry.account_id FROM moved
          JOIN ledger_entry entry ON entry.id = moved.entry_id) AS changed
  WHERE ledger_open.account_id = changed.account_id
    AND ledger_open.side = 'DEBIT'
    AND (ledger_open.entry_id = changed.entry_id OR ledger_open.debt_id = changed.entry_id);
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_duechange_made AFTER INSERT ON ledger_duechange
  REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION ledger_due_changed();

-- The desk adds and reads; it takes back interest by one column; the rest only grows or is derived.
REVOKE UPDATE, DELETE, TRUNCATE ON ledger_entry, ledger_settlement, ledger_duechange,
  ledger_interestperiod FROM kartoteka_desk;
GRANT UPDATE (cancelled_by_id) ON ledger_interestperiod TO kartoteka_desk;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON ledger_open FROM kartoteka_desk;
REVOKE DELETE, TRUNCATE ON ledger_account, ledger_creditor, ledger_interestrate,
  ledger_interestkind, ledger_scheme FROM kartoteka_desk;
REVOKE EXECUTE ON FUNCTION ledger_refuse(text, text), ledger_refuse_change(),
  ledger_refuse_period_change(), ledger_refuse_by_hand(), ledger_entry_posted(),
  ledger_due_on(bigint), ledger_settlement_made(), ledger_due_changed() FROM PUBLIC;
