-- What: the first document of a creditor that bears a number, by the index of folded numbers.
-- Takes: creditor, number. Returns: the day of its issue. Locks: nothing.
SELECT entry.issued_on
FROM ledger_entry AS entry
JOIN ledger_account AS account ON account.id = entry.account_id
WHERE number_key(entry.number) = number_key(%(number)s) AND entry.number = %(number)s
  AND entry.side = 'DEBIT' AND entry.debt_id IS NULL AND entry.number <> ''
  AND account.creditor_id = %(creditor)s
ORDER BY entry.id
LIMIT 1
