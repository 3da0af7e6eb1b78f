-- What: the payments of a party, newest first, each with what of it is not used and why it is theirs.
-- Takes: party_id, before (entry id of the last one shown, or NULL), limit.
-- Returns: one row a payment. Locks: nothing.
SELECT entry.id, entry.public_id, entry.account_id, account.currency, creditor.name,
       entry.booked_on, entry.amount,
       coalesce((SELECT open.amount FROM ledger_open AS open WHERE open.entry_id = entry.id), 0),
       entry.title, coalesce(line.counterparty_name, ''), coalesce(line.counterparty_account, ''),
       coalesce(line.vs, ''), coalesce(payment.rule, CASE WHEN share.id IS NOT NULL THEN 'HAND' END),
       coalesce(payment.facts, CASE WHEN share.id IS NOT NULL THEN '{"HAND": {"shares": 2}}'::jsonb END),
       coalesce(payment.actor, share.actor), entry.recorded_at, entry.paid_on
FROM ledger_account AS account
JOIN ledger_entry AS entry ON entry.account_id = account.id AND entry.kind = 'PAYMENT'
JOIN register_party AS creditor ON creditor.id = account.creditor_id
LEFT JOIN payments_payment AS payment ON payment.entry_id = entry.id
LEFT JOIN payments_share AS share ON share.entry_id = entry.id
LEFT JOIN payments_line AS line ON line.id = coalesce(payment.line_id, share.line_id)
WHERE account.party_id = %(party_id)s
  AND (%(before)s::bigint IS NULL
       OR (entry.booked_on, entry.id) < (SELECT last.booked_on, last.id FROM ledger_entry AS last
                                         WHERE last.id = %(before)s::bigint))
ORDER BY entry.booked_on DESC, entry.id DESC
LIMIT %(limit)s
