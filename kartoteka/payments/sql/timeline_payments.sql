-- The payments of a party by effective day, newest first, with payer and why each is theirs.
-- Takes: party, day and id (before which), limit. Returns: entry, day, amount, currency, title, payer,
-- rule, facts, user, the day of the bank where the books were closed to it. Locks: nothing.
SELECT entry.id, entry.effective_on, entry.amount, account.currency, entry.title,
       coalesce(line.counterparty_name, ''), payment.rule, payment.facts,
       coalesce(payment.actor, entry.actor), entry.paid_on
FROM ledger_account AS account
CROSS JOIN LATERAL (
  SELECT id, effective_on, amount, title, actor, paid_on
  FROM ledger_entry
  WHERE account_id = account.id AND kind = 'PAYMENT'
    AND (effective_on, id) < (%(day)s::date, %(id)s::bigint)
  ORDER BY effective_on DESC, id DESC LIMIT %(limit)s::bigint) AS entry
LEFT JOIN payments_payment AS payment ON payment.entry_id = entry.id
LEFT JOIN payments_line AS line ON line.id = payment.line_id
WHERE account.party_id = %(party)s::bigint
ORDER BY entry.effective_on DESC, entry.id DESC LIMIT %(limit)s::bigint
