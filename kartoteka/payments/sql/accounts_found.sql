-- What: accounts of a creditor in a currency whose customers fit all the words searched for.
-- Takes: creditor_id, currency, patterns (LIKE patterns of folded words), limit.
-- Returns: account, party, its name outside, name, number, address, what is open. Locks: nothing.
SELECT account.id, party.id, party.public_id, party.name, party.number,
       coalesce((SELECT concat_ws(', ', concat_ws(' ', place.street, place.building),
                                  concat_ws(' ', place.postal_code, place.city))
                 FROM register_address AS place
                 WHERE place.party_id = party.id AND place.kind = 'REGISTERED'
                 ORDER BY place.valid_to IS NULL DESC, place.valid_to DESC LIMIT 1), ''),
       coalesce((SELECT sum(open.amount) FROM ledger_open AS open
                 WHERE open.side = 'DEBIT' AND open.account_id IN (
                   SELECT every.id FROM ledger_account AS every
                   WHERE every.party_id = party.id AND every.creditor_id = account.creditor_id
                     AND every.currency = account.currency)), 0)
FROM register_search AS found
JOIN register_party AS party ON party.id = found.party_id
JOIN ledger_account AS account
  ON account.party_id = party.id AND account.creditor_id = %(creditor_id)s
 AND account.currency = %(currency)s AND NOT account.is_joined
WHERE found.body LIKE ALL (%(patterns)s::text[])
ORDER BY found.is_archived, found.name, party.id
LIMIT %(limit)s
