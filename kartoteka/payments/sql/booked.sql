-- What: of the lines that a run has looked at, those that have their payment wait no longer, and
-- their payers are known for it; the fresh ones without one begin to wait.
-- Takes: payments_chosen. Returns: nothing. Locks: the rows of waiting lines and of payers.
WITH done AS (
  DELETE FROM payments_waiting AS waiting
  USING payments_chosen AS chosen
  JOIN payments_payment AS payment ON payment.line_id = chosen.line_id
  WHERE NOT chosen.is_fresh AND waiting.line_id = chosen.line_id
), waiting AS (
  INSERT INTO payments_waiting (line_id, keys, words, symbols, nips, names)
  SELECT chosen.line_id, chosen.keys, chosen.words, chosen.symbols, chosen.nips, chosen.names
  FROM payments_chosen AS chosen
  WHERE chosen.is_fresh
    AND NOT EXISTS (SELECT FROM payments_payment AS payment WHERE payment.line_id = chosen.line_id)
)
INSERT INTO payments_payer AS payer (bank_account, account_id, payments)
SELECT chosen.counterparty_account, payment.account_id, count(*)
FROM payments_chosen AS chosen
JOIN payments_payment AS payment ON payment.line_id = chosen.line_id
WHERE chosen.counterparty_account <> ''
GROUP BY chosen.counterparty_account, payment.account_id
ORDER BY chosen.counterparty_account, payment.account_id
ON CONFLICT (bank_account, account_id)
  DO UPDATE SET payments = payer.payments + excluded.payments
