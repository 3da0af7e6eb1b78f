-- The accounts on which debts of the staged agreements stand.
-- Takes: ledger_agreementrate_draft. Returns: ids. Locks: nothing.
SELECT DISTINCT debt.account_id
FROM (SELECT DISTINCT agreement_id FROM ledger_agreementrate_draft) AS signed
  JOIN ledger_entry AS debt ON debt.agreement_id = signed.agreement_id AND debt.side = 'DEBIT'
