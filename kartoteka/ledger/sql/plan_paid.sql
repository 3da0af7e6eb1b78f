-- What has been paid on the debts of plans, with their costs and interest, since the plan was kept;
-- and what is open of them now. Lines that were taken back count less.
-- Takes: plans. Returns: plan, paid, open. Locks: nothing.
SELECT plan.id,
       coalesce((
         SELECT sum(line.amount)
         FROM ledger_plandebt AS planned
           CROSS JOIN LATERAL (
             SELECT id FROM ledger_entry WHERE id = planned.debt_id
             UNION ALL
             SELECT id FROM ledger_entry WHERE debt_id = planned.debt_id) AS part
           JOIN ledger_settlement AS line ON line.debit_id = part.id
         WHERE planned.plan_id = plan.id AND line.recorded_at >= plan.recorded_at), 0.00),
       coalesce((
         SELECT sum(open.amount)
         FROM ledger_plandebt AS planned JOIN ledger_open AS open ON open.debt_id = planned.debt_id
         WHERE planned.plan_id = plan.id AND open.side = 'DEBIT'
           AND open.account_id = plan.account_id), 0.00)
FROM ledger_plan AS plan
WHERE plan.id = ANY (%(plans)s::bigint[])
