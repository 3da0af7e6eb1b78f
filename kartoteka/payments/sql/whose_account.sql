-- What: the creditors whose bank account this is: by the register, else by statements taken in.
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
