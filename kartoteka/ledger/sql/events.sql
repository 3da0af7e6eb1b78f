-- What: when the books of each party were last touched, under the law of the creditor's country.
-- Takes: parties. Returns: party_id, day, country. Locks: nothing.
SELECT account.party_id,
       max(greatest(entry.booked_on, entry.effective_on, entry.issued_on, entry.due_on)),
       creditor.country
FROM ledger_account AS account
  JOIN ledger_entry AS entry ON entry.account_id = account.id
  JOIN register_party AS creditor ON creditor.id = account.creditor_id
WHERE account.party_id = ANY (%(parties)s)
GROUP BY account.party_id, creditor.country
