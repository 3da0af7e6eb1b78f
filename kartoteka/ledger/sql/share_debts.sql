-- What stands open on each debt of the accounts of a group, with the interest that takes part in
-- settling, in the order in which a payment meets them.
-- Takes: accounts (held), day. Returns: debt, account, amount. Locks: nothing.
WITH debt AS MATERIALIZED (
  SELECT open.debt_id, open.account_id, min(open.line_on) AS line_on, sum(open.amount) AS amount,
         scheme.interest = 'ACCRUED' AS is_accrued
  FROM ledger_open open
    JOIN ledger_account account ON account.id = open.account_id
    JOIN ledger_scheme scheme ON scheme.code = account.scheme_id
  WHERE open.account_id = ANY (%(accounts)s::bigint[]) AND open.side = 'DEBIT'
  GROUP BY open.debt_id, open.account_id, scheme.interest)
SELECT debt.debt_id, debt.account_id,
       debt.amount + CASE WHEN debt.is_accrued THEN coalesce(greatest(
         (SELECT found.accrued - found.noted
          FROM ledger_accrued(ARRAY[debt.debt_id], ARRAY[%(day)s::date]) AS found), 0), 0)
       ELSE 0 END
FROM debt
ORDER BY debt.line_on, debt.debt_id
