-- What: lines paid to a virtual account. mBank names it by its last twelve digits after XX: one of
-- the same bank (three digits behind country and check digits) as the statement's own account, for
-- at another bank the same twelve may be somebody else's. One that stands for a debt designates it.
-- Takes: payments_chosen. Returns: nothing, fills payments_candidate. Locks: nothing.
INSERT INTO payments_candidate
SELECT chosen.line_id, account.party_id, 'VIRTUAL', NOT chosen.is_reversal,
       jsonb_build_object('account', kept.iban),
       CASE WHEN kept.debt_id IS NOT NULL THEN ARRAY[kept.debt_id] END
FROM payments_chosen AS chosen
CROSS JOIN LATERAL (
  SELECT whole.iban, whole.account_id, whole.debt_id
  FROM payments_virtualaccount AS whole WHERE whole.iban = chosen.own_account
  UNION ALL
  SELECT tail.iban, tail.account_id, tail.debt_id
  FROM payments_virtualaccount AS tail
  WHERE chosen.own_account LIKE 'XX%%' AND length(chosen.own_account) = 14
    AND right(tail.iban, 12) = right(chosen.own_account, 12)
    AND substr(tail.iban, 5, 3) = (SELECT substr(line.bank_account, 5, 3)
                                   FROM payments_line AS line WHERE line.id = chosen.line_id)
) AS kept
CROSS JOIN LATERAL (
  SELECT one.party_id FROM ledger_account AS one
  WHERE one.id = kept.account_id
    AND one.creditor_id = chosen.creditor_id AND one.currency = chosen.currency
  OFFSET 0
) AS account
WHERE chosen.own_account <> ''
