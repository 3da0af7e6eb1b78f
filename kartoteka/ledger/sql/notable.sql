-- Stages what may be noted of the interest of accounts: of each debt all accrued to a day less what
-- has been noted, for the days that no note charges yet. Of accounts where a rate is not known,
-- nothing.
-- Takes: accounts, entries (NULL: all debts), to, since (NULL: whatever their age; debts due before
-- it are left out). Returns: ids of accounts where a rate is not known; fills ledger_notable.
-- Locks: nothing (the accounts are held).
WITH wanted AS MATERIALIZED (
  SELECT debt.id, account.id AS account_id
  FROM unnest(%(accounts)s::bigint[]) AS account(id)
    CROSS JOIN LATERAL (
      SELECT id FROM ledger_entry
      WHERE account_id = account.id AND side = 'DEBIT' AND debt_id IS NULL AND interest_kind <> ''
        AND (%(since)s::date IS NULL OR due_on >= %(since)s::date)
        AND (%(entries)s::bigint[] IS NULL OR id = ANY (%(entries)s::bigint[]))
      OFFSET 0) AS debt),
found AS MATERIALIZED (
  SELECT accrued.*, wanted.account_id
  FROM ledger_accrued_afresh(ARRAY(SELECT id FROM wanted ORDER BY id),
                             ARRAY(SELECT %(to)s::date FROM wanted)) AS accrued
    JOIN wanted ON wanted.id = accrued.debt_id),
unknown AS MATERIALIZED (SELECT DISTINCT account_id FROM found WHERE accrued IS NULL),
staged AS (
  INSERT INTO pg_temp.ledger_notable (account_id, debt_id, first_day, last_day, amount)
  SELECT account_id, debt_id, coalesce(noted_to + 1, first_day), %(to)s::date, accrued - noted
  FROM found
  WHERE accrued > noted AND coalesce(noted_to, '-infinity') < %(to)s::date
    AND account_id NOT IN (SELECT account_id FROM unknown)
  ORDER BY account_id, debt_id)
SELECT account_id FROM unknown
