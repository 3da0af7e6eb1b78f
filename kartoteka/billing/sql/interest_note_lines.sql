-- What: the lines of interest notes.
-- Takes: notes. Returns: note, entry, debt, its number, first and last day charged, amount, what is open.
-- Locks: nothing.
SELECT line.note_id, line.entry_id, entry.debt_id, debt.number, charged.first_day, charged.last_day, entry.amount,
       coalesce(still.amount, 0.00)
FROM billing_interestline AS line
  JOIN ledger_entry AS entry ON entry.id = line.entry_id
  JOIN ledger_entry AS debt ON debt.id = entry.debt_id
  JOIN ledger_interestperiod AS charged ON charged.entry_id = line.entry_id
  LEFT JOIN ledger_open AS still ON still.entry_id = line.entry_id
WHERE line.note_id = ANY (%(notes)s::bigint[])
ORDER BY line.note_id, debt.due_on, debt.id
