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
), used AS (
  UPDATE payments_payer AS payer
  SET payments = payer.payments + held.times, last_on = greatest(payer.last_on, held.last_on)
  FROM (SELECT kept.id, count(*) AS times, max(line.booked_on) AS last_on
        FROM payments_chosen AS chosen
        JOIN payments_payer AS kept
          ON kept.bank_account = chosen.counterparty_account AND kept.title <> ''
        JOIN payments_payment AS payment
          ON payment.line_id = chosen.line_id AND payment.account_id = kept.account_id
        JOIN payments_line AS line ON line.id = chosen.line_id
        WHERE position(' ' || kept.title || ' ' IN ' ' || fold(line.title) || ' ') > 0
        GROUP BY kept.id) AS held
  WHERE payer.id = held.id
)
INSERT INTO payments_payer AS payer (bank_account, account_id, payments, last_on)
SELECT chosen.counterparty_account, payment.account_id, count(*), max(line.booked_on)
FROM payments_chosen AS chosen
JOIN payments_payment AS payment ON payment.line_id = chosen.line_id
JOIN payments_line AS line ON line.id = chosen.line_id
WHERE chosen.counterparty_account <> ''
GROUP BY chosen.counterparty_account, payment.account_id
ORDER BY chosen.counterparty_account, payment.account_id
ON CONFLICT (bank_account, account_id, title)
  DO UPDATE SET payments = payer.payments + excluded.payments,
                last_on = greatest(payer.last_on, excluded.last_on)
