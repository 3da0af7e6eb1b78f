-- What: by how much today's computation of debts differs from what stands in notes: of each line
-- that is the last standing one of its debt, all accrued to its day less all noted of the debt.
-- Takes: note (NULL: all), party (NULL: any). Returns: note, its name and number, currency, what it
-- asks for, debt, its number, the line's amount, the difference (below zero: too much was noted); the
-- newest note first. Locks: nothing.
WITH line AS MATERIALIZED (
  SELECT note.id, note.public_id, note.number, note.amount AS whole, account.currency,
         charged.debt_id, charged.last_day, entry.amount
  FROM billing_interestnote AS note
    JOIN ledger_account AS account ON account.id = note.account_id
    JOIN billing_interestline AS line ON line.note_id = note.id
    JOIN ledger_entry AS entry ON entry.id = line.entry_id
    JOIN ledger_interestperiod AS charged ON charged.entry_id = line.entry_id
  WHERE charged.cancelled_by_id IS NULL
    AND (%(note)s::bigint IS NULL OR note.id = %(note)s::bigint)
    AND (%(party)s::bigint IS NULL OR account.party_id = %(party)s::bigint)
    AND NOT EXISTS (
      SELECT FROM ledger_interestperiod AS later
      WHERE later.debt_id = charged.debt_id AND later.cancelled_by_id IS NULL
        AND later.first_day > charged.last_day)),
found AS MATERIALIZED (
  SELECT * FROM ledger_accrued_afresh(ARRAY(SELECT debt_id FROM line ORDER BY debt_id),
                                      ARRAY(SELECT last_day FROM line ORDER BY debt_id)))
SELECT line.id, line.public_id, line.number, line.currency, line.whole, line.debt_id, debt.number,
       line.amount, coalesce(found.accrued - found.noted, -line.amount) AS differs
FROM line JOIN ledger_entry AS debt ON debt.id = line.debt_id
  LEFT JOIN found ON found.debt_id = line.debt_id
WHERE (found.debt_id IS NULL OR found.accrued <> found.noted)
ORDER BY line.id DESC, debt.due_on, debt.id
