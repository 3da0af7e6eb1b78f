-- What: lines that have their payment wait no longer, and their payers are known for it.
-- Takes: line_ids (NULL: any). Returns: nothing.
-- Locks: the rows of waiting lines and of payers.
WITH done AS (
  DELETE FROM payments_waiting AS waiting
  USING payments_payment AS payment
  WHERE payment.line_id = waiting.line_id
    AND (%(line_ids)s::bigint[] IS NULL OR waiting.line_id = ANY (%(line_ids)s::bigint[]))
  RETURNING waiting.line_id, payment.account_id
)
INSERT INTO payments_payer AS payer (bank_account, account_id, payments)
SELECT line.counterparty_account, done.account_id, count(*)
FROM done JOIN payments_line AS line ON line.id = done.line_id
WHERE line.counterparty_account <> ''
GROUP BY line.counterparty_account, done.account_id
ORDER BY line.counterparty_account, done.account_id
ON CONFLICT (bank_account, account_id)
  DO UPDATE SET payments = payer.payments + excluded.payments
