-- Notes the interest that the next credit of each account meets, where the scheme counts all
-- that has accrued: to the day on which the money came, on the debts that its money reaches, unless
-- below the threshold. An interest entry is all accrued to its end less what was noted before. Where money
-- is divided, or costs and interest of all debts come first, it reaches all debts at once; of what a
-- bailiff told, the part for interest does. Goes on from settle_queue.sql.
-- Takes: as settle_queue (accrued_only), actor. Returns: ids of accounts where a rate is not known;
-- nothing is noted there. Locks: the creditors, FOR SHARE (trigger).
, reached AS MATERIALIZED (
  SELECT debt.entry_id, debt.account_id, debt.debt_id, debt.is_free, debt.is_unplanned, debt.claim,
         debt.place, credit.came_on
  FROM (SELECT line.account_id, line.entry_id, line.debt_id, line.is_free, line.is_unplanned,
               line.place, coalesce(size.claim, line.claim) AS claim,
               sum(line.amount) OVER (
                 PARTITION BY line.account_id
                 ORDER BY line.is_free, line.is_unplanned, coalesce(size.claim, line.claim),
                          line.debt_id
                 GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
        FROM line LEFT JOIN size
          ON size.account_id = line.account_id AND size.debt_id = line.debt_id) AS debt
    JOIN credit ON credit.account_id = debt.account_id
    JOIN terms ON terms.account_id = debt.account_id
    LEFT JOIN said ON said.account_id = debt.account_id
  WHERE debt.entry_id = debt.debt_id
    AND (coalesce(debt.before, 0) < credit.amount OR terms.by_component
         OR terms.sharing = 'PRO_RATA' OR said.parts IS NOT NULL)),
accrued AS MATERIALIZED (
  SELECT * FROM ledger_accrued_afresh(ARRAY(SELECT entry_id FROM reached ORDER BY entry_id),
                                      ARRAY(SELECT came_on FROM reached ORDER BY entry_id))),
unknown AS MATERIALIZED (
  SELECT DISTINCT reached.account_id
  FROM accrued JOIN reached ON reached.entry_id = accrued.debt_id WHERE accrued.accrued IS NULL),
noted AS MATERIALIZED (
  SELECT plan.* FROM (
    SELECT both_kinds.*, said.parts,
           sum(both_kinds.amount) FILTER (WHERE said.parts IS NULL OR both_kinds.rank = 2) OVER (
             PARTITION BY both_kinds.account_id
             ORDER BY both_kinds.is_free, both_kinds.is_unplanned, both_kinds.tier,
                      both_kinds.claim, both_kinds.debt_id, both_kinds.place,
                      both_kinds.entry_id NULLS LAST
             ROWS UNBOUNDED PRECEDING) - both_kinds.amount AS starts,
           sum(both_kinds.amount) OVER (
             PARTITION BY both_kinds.account_id
             ORDER BY both_kinds.is_free, both_kinds.is_unplanned, both_kinds.tier
             GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before_tier
    FROM (
      SELECT line.account_id, line.entry_id, line.debt_id, line.is_free, line.is_unplanned,
             line.tier, coalesce(size.claim, line.claim) AS claim, line.place, line.rank,
             line.amount, NULL::date AS first_day, NULL::date AS last_day
      FROM line LEFT JOIN size ON size.account_id = line.account_id AND size.debt_id = line.debt_id
      UNION ALL
      SELECT reached.account_id, NULL, reached.debt_id, reached.is_free, reached.is_unplanned,
             CASE WHEN terms.by_component THEN terms.place[2] ELSE 0 END, reached.claim,
             terms.place[2], 2, accrued.accrued - accrued.noted,
             coalesce(accrued.noted_to + 1, accrued.first_day), reached.came_on
      FROM accrued JOIN reached ON reached.entry_id = accrued.debt_id
        JOIN terms ON terms.account_id = reached.account_id
      WHERE accrued.accrued - accrued.noted >= greatest(terms.threshold, 0.01)
        AND coalesce(accrued.noted_to, '-infinity') < reached.came_on) AS both_kinds
      LEFT JOIN said ON said.account_id = both_kinds.account_id
  ) AS plan
    JOIN credit ON credit.account_id = plan.account_id
    JOIN terms ON terms.account_id = plan.account_id
  WHERE plan.entry_id IS NULL
    AND CASE WHEN plan.parts IS NOT NULL THEN plan.starts < plan.parts[2]
             WHEN terms.sharing = 'PRO_RATA' THEN coalesce(plan.before_tier, 0) < credit.amount
             ELSE plan.starts < credit.amount END
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
    JOIN terms ON terms.account_id = noted.account_id
    CROSS JOIN LATERAL (
      SELECT point_id, agreement_id FROM ledger_entry WHERE id = noted.debt_id OFFSET 0) AS debt
    CROSS JOIN LATERAL (
      SELECT greatest(noted.last_day, terms.closed_until + 1) AS effective_on) AS day
  ORDER BY noted.debt_id
  RETURNING id, debt_id),
charged AS (
  INSERT INTO ledger_interestperiod (entry_id, debt_id, first_day, last_day)
  SELECT posted.id, posted.debt_id, noted.first_day, noted.last_day
  FROM posted JOIN noted ON noted.debt_id = posted.debt_id)
SELECT account_id FROM unknown
