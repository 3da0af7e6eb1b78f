-- What: lines from a bank account that has paid before. Certain where it was always for one account.
-- Takes: payments_chosen. Returns: nothing, fills payments_candidate. Locks: nothing.
INSERT INTO payments_candidate
SELECT chosen.line_id, account.party_id, 'PAYER',
       NOT chosen.is_reversal AND count(*) OVER (PARTITION BY chosen.line_id) = 1,
       jsonb_build_object('account', payer.bank_account, 'payments', payer.payments), NULL
FROM payments_chosen AS chosen
JOIN payments_payer AS payer ON payer.bank_account = chosen.counterparty_account
JOIN ledger_account AS account
  ON account.id = payer.account_id
 AND account.creditor_id = chosen.creditor_id AND account.currency = chosen.currency
WHERE chosen.counterparty_account <> ''
