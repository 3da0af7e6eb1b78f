-- What: advances on the account of an invoice that no invoice has settled.
-- Takes: entry_id. Returns: entry, number, title, due day, amount, what is open of it.
-- Locks: nothing.
SELECT advance.id, advance.number, advance.title, ledger_due_on(advance.id), advance.amount,
       coalesce(still.amount, 0)
FROM ledger_entry AS invoice
JOIN ledger_entry AS advance
  ON advance.account_id = invoice.account_id AND advance.kind = 'ADVANCE'
 AND advance.side = 'DEBIT' AND advance.id <> invoice.id
LEFT JOIN ledger_open AS still ON still.entry_id = advance.id
WHERE invoice.id = %(entry_id)s AND invoice.kind <> 'ADVANCE'
  AND NOT EXISTS (SELECT FROM billing_tie AS tie
                  WHERE tie.document_id = advance.id AND tie.kind = 'ADVANCE')
ORDER BY advance.due_on, advance.id
LIMIT 200
