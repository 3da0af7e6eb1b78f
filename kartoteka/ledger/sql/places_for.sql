-- Accounts to which the money of a credit can go: of the parties, in its currency, not its own.
-- Takes: credit, parties. Returns: account, party, name and number of the party, creditor's name,
-- what is to be paid there; those with most to pay first. Locks: nothing.
SELECT account.id, party.id, party.name, party.number, creditor.name,
       coalesce((SELECT sum(open.amount) FROM ledger_open open
                 WHERE open.account_id = account.id AND open.side = 'DEBIT'), 0.00) AS due
FROM ledger_entry credit
  JOIN ledger_account own ON own.id = credit.account_id
  JOIN ledger_account account ON account.party_id = ANY (%(parties)s::bigint[])
    AND account.currency = own.currency AND account.id <> own.id AND NOT account.is_joined
  JOIN register_party party ON party.id = account.party_id
  JOIN register_party creditor ON creditor.id = account.creditor_id
WHERE credit.id = %(credit)s
ORDER BY due DESC, account.id
LIMIT 200
