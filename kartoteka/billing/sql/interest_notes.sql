-- What: interest notes with what is open of them and whether they stand. Reads only what a customer
-- may read of the own ones.
-- Takes: public_id, or entry (of a line), or parties. Returns: a row per note, the newest first.
-- Locks: nothing.
SELECT note.id, note.public_id, note.number, note.issued_on, note.to_day, note.due_on, note.amount,
       sums.recorded_at, coalesce(sums.open, 0.00), sums.withdrawn_on, account.id, account.currency,
       account.party_id, party.name, party.number, account.creditor_id, creditor.name,
       creditor.country
FROM billing_interestnote AS note
  JOIN ledger_account AS account ON account.id = note.account_id
  JOIN register_party AS party ON party.id = account.party_id
  JOIN register_party AS creditor ON creditor.id = account.creditor_id
  CROSS JOIN LATERAL (
    SELECT max(entry.recorded_at) AS recorded_at, sum(still.amount) AS open,
           max(taken.effective_on) AS withdrawn_on
    FROM billing_interestline AS line
      JOIN ledger_entry AS entry ON entry.id = line.entry_id
      LEFT JOIN ledger_open AS still ON still.entry_id = line.entry_id
      LEFT JOIN ledger_interestperiod AS charged ON charged.entry_id = line.entry_id
      LEFT JOIN ledger_entry AS taken ON taken.id = charged.cancelled_by_id
    WHERE line.note_id = note.id) AS sums
WHERE note.public_id = %(public_id)s::uuid
   OR note.id IN (SELECT note_id FROM billing_interestline WHERE entry_id = %(entry)s::bigint)
   OR account.party_id = ANY (%(parties)s::bigint[])
ORDER BY note.issued_on DESC, note.id DESC
