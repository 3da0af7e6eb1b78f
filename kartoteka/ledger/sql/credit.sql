-- One credit with whose it is and what is left of it.
-- Takes: credit. Returns: the fields of queries.Credit. Locks: nothing.
SELECT entry.id, account.party_id, party.name, account.id, creditor.id, creditor.name,
       account.currency, entry.kind, entry.number, entry.title, entry.amount,
       coalesce(ledger_open.amount, 0), entry.effective_on, entry.paid_on
FROM ledger_entry entry
  JOIN ledger_account account ON account.id = entry.account_id
  JOIN register_party party ON party.id = account.party_id
  JOIN register_party creditor ON creditor.id = account.creditor_id
  LEFT JOIN ledger_open ON ledger_open.entry_id = entry.id
WHERE entry.id = %(credit)s AND entry.side = 'CREDIT'
