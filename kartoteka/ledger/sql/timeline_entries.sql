-- What was posted for a party, newest first by effective day: documents and corrections, not payments.
-- Takes: party, day and id (before which), limit. Returns: id, side, kind, number, title, day, amount,
-- currency, user. Locks: nothing.
SELECT entry.*, account.currency
FROM ledger_account AS account
CROSS JOIN LATERAL (
  SELECT id, side, kind, number, title, effective_on, amount, actor
  FROM ledger_entry
  WHERE account_id = account.id AND kind <> 'PAYMENT'
    AND (effective_on, id) < (%(day)s::date, %(id)s::bigint)
  ORDER BY effective_on DESC, id DESC LIMIT %(limit)s::bigint) AS entry
WHERE account.party_id = %(party)s::bigint
ORDER BY entry.effective_on DESC, entry.id DESC LIMIT %(limit)s::bigint
