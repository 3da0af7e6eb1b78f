-- What: the lines of an interest note.
-- Takes: note. Returns: entry, debt, its number, first and last day charged, amount, what is open.
-- Locks: nothing.
SELECT line.entry_id, entry.debt_id, debt.number, charged.first_day, charged.last_day, entry.amount,
       coalesce(still.amount, 0.00)
FROM billing_interestline AS line
  JOIN ledger_entry AS entry ON entry.id = line.entry_id
  JOIN ledger_entry AS debt ON debt.id = entry.debt_id
  JOIN ledger_interestperiod AS charged ON charged.entry_id = line.entry_id
  LEFT JOIN ledger_open AS still ON still.entry_id = line.entry_id
WHERE line.note_id = %(note)s
ORDER BY debt.due_on, debt.id
