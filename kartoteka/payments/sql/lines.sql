-- What: lines with whose they are and why.
-- Takes: line_id (NULL: any), is_waiting (true: only those that wait), after (id of the last one
-- shown, or NULL), limit. Returns: one row a line, as they stand in their files.
-- Locks: nothing.
SELECT line.id, line.bank_account, line.currency, line.booked_on, line.value_on,
       line.amount, line.title, line.counterparty_name, line.counterparty_account,
       line.own_account, line.reference, line.vs, line.ks, line.ss, line.is_reversal,
       line.creditor_id, creditor.name, waiting.line_id IS NOT NULL, payment.rule, payment.facts,
       payment.entry_id, party.id, party.public_id, party.name, party.number, payment.actor,
       CASE WHEN waiting.line_id IS NULL AND entry.paid_on IS NOT NULL THEN entry.effective_on
            WHEN waiting.line_id IS NOT NULL AND line.booked_on <= books.closed_until
            THEN books.closed_until + 1 END
FROM payments_line AS line
JOIN register_party AS creditor ON creditor.id = line.creditor_id
LEFT JOIN payments_waiting AS waiting ON waiting.line_id = line.id
LEFT JOIN payments_payment AS payment ON payment.line_id = line.id
LEFT JOIN ledger_entry AS entry ON entry.id = payment.entry_id
LEFT JOIN ledger_creditor AS books ON books.party_id = line.creditor_id
LEFT JOIN ledger_account AS account ON account.id = payment.account_id
LEFT JOIN register_party AS party ON party.id = account.party_id
WHERE (%(line_id)s::bigint IS NULL OR line.id = %(line_id)s::bigint)
  AND (NOT %(is_waiting)s OR waiting.line_id IS NOT NULL)
  AND (%(after)s::bigint IS NULL OR line.id > %(after)s::bigint)
ORDER BY line.id
LIMIT %(limit)s
