-- The credits of a party, newest first, with what is left of each.
-- Takes: party_id, before (entry id of the last one shown, or NULL), limit. Returns: a row a
-- credit. Locks: nothing.
SELECT entry.id, entry.public_id, entry.kind, entry.number, entry.title, entry.amount,
       coalesce(open.amount, 0.00), entry.effective_on, account.currency, creditor.name,
       entry.paid_on
FROM ledger_account AS account
  JOIN ledger_entry AS entry ON entry.account_id = account.id AND entry.side = 'CREDIT'
  JOIN register_party AS creditor ON creditor.id = account.creditor_id
  LEFT JOIN ledger_open AS open ON open.entry_id = entry.id
WHERE account.party_id = %(party_id)s
  AND (%(before)s::bigint IS NULL
       OR (entry.effective_on, entry.id) < (SELECT last.effective_on, last.id
                                            FROM ledger_entry AS last WHERE last.id = %(before)s))
ORDER BY entry.effective_on DESC, entry.id DESC
LIMIT %(limit)s
