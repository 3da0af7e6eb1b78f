-- What: lines from a bank account of which a rule is kept: for whom it pays, with any title or with
-- some words in it; rules that ask for words go before those that do not. Certain where all name one
-- customer and it was made by hand or has held as often as the office wants.
-- Takes: payments_chosen, confirmations. Returns: nothing, fills payments_candidate. Locks: nothing.
INSERT INTO payments_candidate
  (line_id, party_id, rule, is_certain, facts, entries, is_alone, is_confirmed)
SELECT fitting.line_id, fitting.party_id, 'PAYER',
       NOT fitting.is_reversal AND fitting.is_alone AND fitting.is_enough,
       jsonb_build_object('account', fitting.bank_account, 'payments', fitting.payments,
                          'payer_rule', fitting.id)
       || CASE WHEN fitting.agreement_id IS NULL THEN '{}'
               ELSE jsonb_build_object('agreement', fitting.agreement_id) END,
       NULL, fitting.is_alone, fitting.is_alone AND fitting.is_enough
FROM (
  SELECT chosen.line_id, chosen.is_reversal, account.party_id, payer.*,
         payer.origin = 'HAND' OR payer.payments >= %(confirmations)s AS is_enough,
         min(account.party_id) OVER line = max(account.party_id) OVER line AS is_alone
  FROM payments_chosen AS chosen
  CROSS JOIN LATERAL (
    SELECT kept.id, kept.bank_account, kept.account_id, kept.payments, kept.origin,
           kept.agreement_id,
           rank() OVER (ORDER BY kept.title = '') AS turn
    FROM payments_payer AS kept
    WHERE kept.bank_account = chosen.counterparty_account AND NOT kept.is_off
      AND (kept.title = '' OR EXISTS (
        SELECT FROM payments_line AS line
        WHERE line.id = chosen.line_id
          AND position(' ' || kept.title || ' ' IN ' ' || fold(line.title) || ' ') > 0))
    OFFSET 0
  ) AS payer
  CROSS JOIN LATERAL (
    SELECT kept.party_id FROM ledger_account AS kept
    WHERE kept.id = payer.account_id
      AND kept.creditor_id = chosen.creditor_id AND kept.currency = chosen.currency
    OFFSET 0
  ) AS account
  WHERE chosen.counterparty_account <> '' AND payer.turn = 1
  WINDOW line AS (PARTITION BY chosen.line_id)
) AS fitting
