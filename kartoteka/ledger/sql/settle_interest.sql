-- Notes the interest that the next credit of each account meets, where the scheme counts all
-- that has accrued: to the credit's day, on the debts that its money reaches, unless below the
-- threshold. An interest entry is all accrued to its end less what was noted before.
-- Takes: accounts (held), on, credit (NULL: the oldest open one), actor. Returns: ids of accounts
-- where a rate is not known; nothing is noted there. Locks: the creditors, FOR SHARE (trigger).
WITH account AS MATERIALIZED (
  SELECT account.id, scheme.threshold, creditor.closed_until,
         ARRAY[array_position(scheme.components, 'COST'),
               array_position(scheme.components, 'INTEREST'),
               array_position(scheme.components, 'PRINCIPAL')] AS place
  FROM unnest(%(accounts)s::bigint[]) AS wanted(id)
    JOIN ledger_account account ON account.id = wanted.id
    JOIN ledger_scheme scheme ON scheme.code = account.scheme_id AND scheme.interest = 'ACCRUED'
    JOIN ledger_creditor creditor ON creditor.party_id = account.creditor_id),
credit AS MATERIALIZED (
  SELECT account.id AS account_id, account.place, account.threshold, account.closed_until, line.*
  FROM account CROSS JOIN LATERAL (
    SELECT entry_id, amount, effective_on, is_designated FROM ledger_open
    WHERE account_id = account.id AND side = 'CREDIT' AND effective_on <= %(on)s::date
      AND (%(credit)s::bigint IS NULL OR entry_id = %(credit)s::bigint)
    ORDER BY effective_on, entry_id LIMIT 1) AS line),
chosen AS MATERIALIZED (
  SELECT DISTINCT credit.account_id, coalesce(named.debt_id, named.id) AS debt_id
  FROM credit
    CROSS JOIN LATERAL (
      SELECT unnest(designated) AS id FROM ledger_entry WHERE id = credit.entry_id OFFSET 0) AS choice
    CROSS JOIN LATERAL (
      SELECT id, debt_id FROM ledger_entry WHERE id = choice.id OFFSET 0) AS named
  WHERE credit.is_designated),
line AS MATERIALIZED (
  SELECT credit.account_id, open.entry_id, open.debt_id, open.line_on, open.amount,
         credit.place[open.rank] AS place, chosen.debt_id IS NULL AS is_free
  FROM credit
    CROSS JOIN LATERAL (
      SELECT entry_id, debt_id, line_on, amount, rank FROM ledger_open
      WHERE account_id = credit.account_id AND side = 'DEBIT' OFFSET 0) AS open
    LEFT JOIN chosen ON chosen.account_id = credit.account_id AND chosen.debt_id = open.debt_id),
reached AS MATERIALIZED (
  SELECT debt.entry_id, debt.account_id, debt.debt_id, debt.line_on, debt.is_free,
         credit.effective_on
  FROM (SELECT line.*, sum(amount) OVER (
          PARTITION BY account_id ORDER BY is_free, line_on, debt_id
          GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM line) AS debt
    JOIN credit ON credit.account_id = debt.account_id
  WHERE debt.entry_id = debt.debt_id AND coalesce(debt.before, 0) < credit.amount),
accrued AS MATERIALIZED (
  SELECT * FROM ledger_accrued_afresh(ARRAY(SELECT entry_id FROM reached ORDER BY entry_id),
                                      ARRAY(SELECT effective_on FROM reached ORDER BY entry_id))),
unknown AS MATERIALIZED (
  SELECT DISTINCT reached.account_id
  FROM accrued JOIN reached ON reached.entry_id = accrued.debt_id WHERE accrued.accrued IS NULL),
noted AS MATERIALIZED (
  SELECT plan.* FROM (
    SELECT both_kinds.*, sum(amount) OVER (
             PARTITION BY account_id ORDER BY is_free, line_on, debt_id, place, entry_id NULLS LAST
             ROWS UNBOUNDED PRECEDING) - amount AS starts
    FROM (
      SELECT account_id, entry_id, debt_id, line_on, amount, place, is_free,
             NULL::date AS first_day, NULL::date AS last_day
      FROM line
      UNION ALL
      SELECT reached.account_id, NULL, reached.debt_id, reached.line_on,
             accrued.accrued - accrued.noted, credit.place[2], reached.is_free,
             coalesce(accrued.noted_to + 1, accrued.first_day), reached.effective_on
      FROM accrued JOIN reached ON reached.entry_id = accrued.debt_id
        JOIN credit ON credit.account_id = reached.account_id
      WHERE accrued.accrued - accrued.noted >= greatest(credit.threshold, 0.01)
        AND coalesce(accrued.noted_to, '-infinity') < reached.effective_on) AS both_kinds
  ) AS plan JOIN credit ON credit.account_id = plan.account_id
  WHERE plan.entry_id IS NULL AND plan.starts < credit.amount
    AND plan.account_id NOT IN (SELECT account_id FROM unknown)),
posted AS (
  INSERT INTO ledger_entry (
    account_id, side, kind, amount, issued_on, due_on, booked_on, effective_on, actor, point_id,
    agreement_id, debt_id, source, source_ref)
  SELECT noted.account_id, 'DEBIT', 'INTEREST', noted.amount, day.effective_on, noted.last_day,
         greatest(day.effective_on, %(on)s::date), day.effective_on, %(actor)s, debt.point_id,
         debt.agreement_id, noted.debt_id, 'settling',
         concat_ws('/', credit.entry_id, noted.debt_id, (
           SELECT count(*) FROM ledger_entry earlier WHERE earlier.debt_id = noted.debt_id))
  FROM noted JOIN credit ON credit.account_id = noted.account_id
    CROSS JOIN LATERAL (
      SELECT point_id, agreement_id FROM ledger_entry WHERE id = noted.debt_id OFFSET 0) AS debt
    CROSS JOIN LATERAL (
      SELECT greatest(noted.last_day, credit.closed_until + 1) AS effective_on) AS day
  ORDER BY noted.debt_id
  RETURNING id, debt_id),
charged AS (
  INSERT INTO ledger_interestperiod (entry_id, debt_id, first_day, last_day)
  SELECT posted.id, posted.debt_id, noted.first_day, noted.last_day
  FROM posted JOIN noted ON noted.debt_id = posted.debt_id)
SELECT account_id FROM unknown
