-- Unused credits of the accounts of a group, the oldest first.
-- Takes: accounts (held), on, credit (NULL: all). Returns: entry, account, what is left, the day
-- from which a transfer of it may count, the day on which the money came, what the payer designated.
-- Locks: nothing.
SELECT open.entry_id, open.account_id, open.amount,
       greatest(open.effective_on, creditor.closed_until + 1), open.line_on,
       coalesce(entry.designated, '{}')
FROM ledger_open open
  JOIN ledger_entry entry ON entry.id = open.entry_id
  JOIN ledger_account account ON account.id = open.account_id
  JOIN ledger_creditor creditor ON creditor.party_id = account.creditor_id
WHERE open.account_id = ANY (%(accounts)s::bigint[]) AND open.side = 'CREDIT'
  AND open.effective_on <= %(on)s::date
  AND (%(credit)s::bigint IS NULL OR open.entry_id = %(credit)s::bigint)
ORDER BY open.line_on, open.entry_id
