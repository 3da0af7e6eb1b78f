-- What: one document with its party, point, agreement and source.
-- Takes: entry_id. Returns: the columns of documents.sql, then the party's and the entry's own.
-- Locks: nothing.
SELECT entry.id, entry.public_id, entry.kind, entry.number, entry.title, entry.issued_on,
       coalesce((SELECT moved.due_on FROM ledger_duechange AS moved
                 WHERE moved.entry_id = entry.id ORDER BY moved.id DESC LIMIT 1), entry.due_on),
       entry.amount,
       coalesce((SELECT sum(open.amount) FROM ledger_open AS open
                 WHERE open.account_id = entry.account_id AND open.debt_id = entry.id), 0),
       coalesce((SELECT sum(extra.amount) FROM ledger_entry AS extra
                 WHERE extra.debt_id = entry.id), 0),
       account.id, account.currency, account.creditor_id, creditor.name, creditor.country, attachment.content_id,
       party.id, party.public_id, party.name, party.number,
       coalesce(point.number, ''), coalesce(agreement.number, ''), entry.interest_kind,
       entry.booked_on, entry.recorded_at, entry.source, coalesce(content.name, '')
FROM ledger_entry AS entry
JOIN ledger_account AS account ON account.id = entry.account_id
JOIN register_party AS party ON party.id = account.party_id
JOIN register_party AS creditor ON creditor.id = account.creditor_id
LEFT JOIN agreements_point AS point ON point.id = entry.point_id
LEFT JOIN agreements_agreement AS agreement ON agreement.id = entry.agreement_id
LEFT JOIN billing_attachment AS attachment ON attachment.entry_id = entry.id
LEFT JOIN documents_content AS content ON content.id = attachment.content_id
WHERE entry.id = %(entry_id)s AND entry.side = 'DEBIT' AND entry.debt_id IS NULL
