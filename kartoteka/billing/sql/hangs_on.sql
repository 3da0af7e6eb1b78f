-- What: on what interest or costs hang.
-- Takes: entry_id. Returns: name outside of the interest note in which it stands, the debt; nothing of
-- a document. Locks: nothing.
SELECT note.public_id, entry.debt_id
FROM ledger_entry AS entry
LEFT JOIN billing_interestline AS line ON line.entry_id = entry.id
LEFT JOIN billing_interestnote AS note ON note.id = line.note_id
WHERE entry.id = %(entry_id)s AND entry.debt_id IS NOT NULL
