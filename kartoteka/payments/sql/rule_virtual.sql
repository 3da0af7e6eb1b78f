-- What: lines paid to a virtual account. mBank names it by its last twelve digits after XX.
-- Takes: payments_chosen. Returns: nothing, fills payments_candidate. Locks: nothing.
INSERT INTO payments_candidate
SELECT chosen.line_id, account.party_id, 'VIRTUAL', NOT chosen.is_reversal,
       jsonb_build_object('account', kept.iban), NULL
FROM payments_chosen AS chosen
JOIN LATERAL (
  SELECT whole.iban, whole.account_id
  FROM payments_virtualaccount AS whole WHERE whole.iban = chosen.own_account
  UNION ALL
  SELECT tail.iban, tail.account_id
  FROM payments_virtualaccount AS tail
  WHERE chosen.own_account LIKE 'XX%%' AND length(chosen.own_account) = 14
    AND right(tail.iban, 12) = right(chosen.own_account, 12)
) AS kept ON true
JOIN ledger_account AS account ON account.id = kept.account_id
WHERE chosen.own_account <> ''
  AND account.creditor_id = chosen.creditor_id AND account.currency = chosen.currency
