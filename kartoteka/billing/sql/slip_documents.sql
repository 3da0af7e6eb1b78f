-- What: what is open on an account, and the documents behind it, the longest due first.
-- Takes: account_id. Returns: entry, number, open amount (accessories with their document).
-- Locks: nothing.
SELECT debt.id, debt.number, sum(open.amount) AS open_amount
FROM ledger_open AS open
JOIN ledger_entry AS debt ON debt.id = open.debt_id
WHERE open.account_id = %(account_id)s AND open.side = 'DEBIT'
GROUP BY debt.id, debt.number
ORDER BY min(open.line_on), debt.id
