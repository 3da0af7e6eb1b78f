-- What: the documents of a party, newest first, each with its costs and interest and what is open.
-- Takes: party_id, before (entry id of the last one shown, or NULL), limit. Returns: one row a
-- document. Locks: nothing.
SELECT entry.id, entry.public_id, entry.kind, entry.number, entry.title, entry.issued_on,
       coalesce((SELECT moved.due_on FROM ledger_duechange AS moved
                 WHERE moved.entry_id = entry.id ORDER BY moved.id DESC LIMIT 1), entry.due_on),
       entry.amount,
       coalesce((SELECT sum(open.amount) FROM ledger_open AS open
                 WHERE open.account_id = entry.account_id AND open.debt_id = entry.id), 0),
       coalesce((SELECT sum(extra.amount) FROM ledger_entry AS extra
                 WHERE extra.debt_id = entry.id), 0),
       account.id, account.currency, account.creditor_id, creditor.name, creditor.country, attachment.content_id
FROM ledger_account AS account
JOIN ledger_entry AS entry ON entry.account_id = account.id
JOIN register_party AS creditor ON creditor.id = account.creditor_id
LEFT JOIN billing_attachment AS attachment ON attachment.entry_id = entry.id
WHERE account.party_id = %(party_id)s
  AND entry.side = 'DEBIT' AND entry.debt_id IS NULL
  AND (%(before)s::bigint IS NULL
       OR (entry.issued_on, entry.id) < (SELECT last.issued_on, last.id FROM ledger_entry AS last
                                         WHERE last.id = %(before)s))
ORDER BY entry.issued_on DESC, entry.id DESC
LIMIT %(limit)s
