-- Money of a closed day: posted on the first open day, it stands in line by the day on which it came
-- in (line_on of a credit), and the customer may see that day. Otherwise as triggers.sql.
-- Takes: nothing. Returns: nothing. Locks: as triggers.sql.

CREATE OR REPLACE FUNCTION ledger_entry_posted() RETURNS trigger
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
           CASE WHEN posted.side = 'CREDIT' THEN coalesce(posted.paid_on, posted.effective_on)
                WHEN posted.debt_id IS NULL THEN posted.due_on
                ELSE ledger_due_on(posted.debt_id) END,
           posted.effective_on, coalesce(cardinality(posted.designated), 0) > 0, posted.amount
    FROM posted $q$;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION ledger_settlement_made() RETURNS trigger
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
             CASE WHEN entry.side = 'CREDIT' THEN coalesce(entry.paid_on, entry.effective_on)
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

GRANT SELECT (paid_on) ON ledger_entry TO kartoteka_portal;
