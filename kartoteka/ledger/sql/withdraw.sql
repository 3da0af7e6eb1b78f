-- Takes settlements back: each by its mirror, with the same debit, credit and day.
-- Takes: ids (their accounts held), actor, reason. Returns: the number of mirrors.
-- Locks: the creditors, FOR SHARE, and rows of ledger_open (triggers).
INSERT INTO ledger_settlement (
  account_id, debit_id, credit_id, amount, effective_on, actor, scheme, rule, basis, facts,
  mirrors_id, reason)
SELECT account_id, debit_id, credit_id, -amount, effective_on, %(actor)s, scheme, 'WITHDRAWN',
       basis, facts, id, %(reason)s
FROM ledger_settlement WHERE id = ANY (%(ids)s::bigint[])
ORDER BY id
