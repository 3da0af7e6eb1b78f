-- What a comparison says of entries; interest that was noted for it is among them.
-- Takes: entries. Returns: entry, number, kind, due, currency, amount; debits first, the longest due
-- first. Locks: nothing.
SELECT entry.id, coalesce(nullif(entry.number, ''), debt.number, ''), entry.kind, entry.due_on,
       account.currency, entry.amount
FROM ledger_entry entry
  JOIN ledger_account account ON account.id = entry.account_id
  LEFT JOIN ledger_entry debt ON debt.id = entry.debt_id
WHERE entry.id = ANY (%(entries)s::bigint[])
ORDER BY entry.side DESC, coalesce(debt.due_on, entry.due_on, entry.effective_on),
         coalesce(entry.debt_id, entry.id), entry.id
