-- What: the creditors whose bank account this is: by the register or by statements taken in; of a
-- virtual account, or the twelve digits that virtual accounts of one client share, by theirs.
-- Takes: bank_account. Returns: party ids, at most two. Locks: nothing.
(SELECT DISTINCT creditor.party_id
 FROM register_bankaccount AS kept
 JOIN ledger_creditor AS creditor ON creditor.party_id = kept.party_id
 WHERE kept.iban = %(bank_account)s
 LIMIT 2)
UNION
(SELECT statement.creditor_id
 FROM payments_statement AS statement
 WHERE statement.bank_account = %(bank_account)s
 ORDER BY statement.id DESC
 LIMIT 1)
UNION
(SELECT DISTINCT account.creditor_id
 FROM payments_virtualaccount AS given
 JOIN ledger_account AS account ON account.id = given.account_id
 WHERE given.iban = %(bank_account)s
    OR (length(%(bank_account)s) = 12 AND given.iban LIKE '____' || %(bank_account)s || '%%')
 LIMIT 2)
