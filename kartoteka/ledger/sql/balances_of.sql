-- What stands open of several parties, a row for each party and currency; without interest.
-- Takes: parties, the days before which a due is overdue in Poland and Slovakia (and on).
-- Returns: party, currency, due, overpaid, overdue, count of what is overdue. Locks: nothing.
SELECT account.party_id, account.currency,
       coalesce(sum(line.amount) FILTER (WHERE line.side = 'DEBIT'), 0.00),
       coalesce(sum(line.amount) FILTER (WHERE line.side = 'CREDIT'), 0.00),
       coalesce(sum(line.amount) FILTER (WHERE late.is_late), 0.00),
       count(*) FILTER (WHERE late.is_late)
FROM ledger_account account
JOIN ledger_scheme scheme ON scheme.code = account.scheme_id
JOIN ledger_open line ON line.account_id = account.id
CROSS JOIN LATERAL (
  SELECT line.side = 'DEBIT' AND line.due_on
         < CASE scheme.country WHEN 'SK' THEN %(overdue_sk)s::date ELSE %(overdue_pl)s::date END
         AS is_late) late
WHERE account.party_id = ANY (%(parties)s::bigint[])
GROUP BY account.party_id, account.currency
ORDER BY account.party_id, account.currency
