-- What was settled for a party, and what was withdrawn, an act a row: the lines of one credit that were
-- made at once. Reads the settlements of the party's credits, by the index on them.
-- Takes: party, at and id (before which), limit. Returns: last line, credit, moment, amount, currency,
-- number of the credit, numbers of the debits, user, whether it was withdrawn. Locks: nothing.
SELECT max(line.id), line.credit_id, line.recorded_at, sum(line.amount), account.currency,
       credit.number, array_agg(DISTINCT debit.number) FILTER (WHERE debit.number <> ''),
       max(line.actor), bool_or(line.mirrors_id IS NOT NULL)
FROM ledger_account AS account
JOIN ledger_entry AS credit ON credit.account_id = account.id AND credit.side = 'CREDIT'
JOIN ledger_settlement AS line ON line.credit_id = credit.id
JOIN ledger_entry AS debit ON debit.id = line.debit_id
WHERE account.party_id = %(party)s::bigint AND line.recorded_at <= %(at)s::timestamptz
GROUP BY line.credit_id, line.recorded_at, account.currency, credit.number,
         line.mirrors_id IS NOT NULL
HAVING (line.recorded_at, max(line.id)) < (%(at)s::timestamptz, %(id)s::bigint)
ORDER BY line.recorded_at DESC, max(line.id) DESC LIMIT %(limit)s::bigint
