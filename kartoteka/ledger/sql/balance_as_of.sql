-- What an account stood at on a day by effective dates, knowing only what had been recorded by a
-- moment. Takes: party, account (either may be NULL), day, moment (either may be NULL: no limit).
-- Returns: account, currency, debits, credits. Locks: nothing.
SELECT account.id, account.creditor_id, account.currency,
       coalesce(sum(entry.amount) FILTER (WHERE entry.side = 'DEBIT'), 0.00),
       coalesce(sum(entry.amount) FILTER (WHERE entry.side = 'CREDIT'), 0.00)
FROM ledger_account account
  LEFT JOIN ledger_entry entry ON entry.account_id = account.id
    AND entry.effective_on <= coalesce(%(day)s::date, 'infinity')
    AND entry.recorded_at <= coalesce(%(moment)s::timestamptz, 'infinity')
WHERE account.party_id = %(party)s OR account.id = %(account)s
GROUP BY account.id ORDER BY account.id
