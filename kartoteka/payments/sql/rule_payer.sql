-- What: lines from a bank account that has paid before. Certain where it was always for one
-- customer.
-- Takes: payments_chosen. Returns: nothing, fills payments_candidate. Locks: nothing.
INSERT INTO payments_candidate
SELECT chosen.line_id, account.party_id, 'PAYER',
       NOT chosen.is_reversal
         AND min(account.party_id) OVER line = max(account.party_id) OVER line,
       jsonb_build_object('account', payer.bank_account, 'payments', payer.payments), NULL
FROM payments_chosen AS chosen
CROSS JOIN LATERAL (
  SELECT kept.bank_account, kept.account_id, kept.payments FROM payments_payer AS kept
  WHERE kept.bank_account = chosen.counterparty_account OFFSET 0
) AS payer
CROSS JOIN LATERAL (
  SELECT kept.party_id FROM ledger_account AS kept
  WHERE kept.id = payer.account_id
    AND kept.creditor_id = chosen.creditor_id AND kept.currency = chosen.currency
  OFFSET 0
) AS account
WHERE chosen.counterparty_account <> ''
WINDOW line AS (PARTITION BY chosen.line_id)
