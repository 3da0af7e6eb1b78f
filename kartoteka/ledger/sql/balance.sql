-- What stands open on accounts, with the interest that has accrued and is not noted.
-- Takes: party, account (either may be NULL), on, the days before which a due is overdue in
-- Poland and in Slovakia. Returns: a row per account. Locks: nothing.
WITH account AS MATERIALIZED (
  SELECT account.id, account.public_id, account.party_id, account.creditor_id, account.currency,
         CASE scheme.country WHEN 'SK' THEN %(overdue_sk)s::date ELSE %(overdue_pl)s::date END
           AS overdue_before
  FROM ledger_account account JOIN ledger_scheme scheme ON scheme.code = account.scheme_id
  WHERE account.party_id = %(party)s OR account.id = %(account)s),
open AS MATERIALIZED (
  SELECT line.account_id, line.entry_id, line.side, line.due_on, line.amount,
         line.side = 'DEBIT' AND line.due_on < account.overdue_before AS is_overdue
  FROM account JOIN ledger_open line ON line.account_id = account.id),
interest AS MATERIALIZED (
  SELECT open.account_id, sum(greatest(found.accrued - found.noted, 0)) AS amount,
         bool_or(found.accrued IS NULL) AS is_unknown
  FROM ledger_accrued(
         ARRAY(SELECT entry_id FROM open WHERE side = 'DEBIT' ORDER BY entry_id),
         ARRAY(SELECT %(on)s::date FROM open WHERE side = 'DEBIT')) AS found
    JOIN open ON open.entry_id = found.debt_id
  GROUP BY open.account_id),
total AS MATERIALIZED (
  SELECT account_id, sum(amount) FILTER (WHERE side = 'DEBIT') AS due,
         sum(amount) FILTER (WHERE side = 'CREDIT') AS overpaid,
         sum(amount) FILTER (WHERE is_overdue) AS overdue,
         count(*) FILTER (WHERE is_overdue) AS overdue_count,
         min(due_on) FILTER (WHERE is_overdue) AS oldest_overdue_on
  FROM open GROUP BY account_id)
SELECT account.id, account.public_id, account.party_id, account.creditor_id, creditor.name,
       account.currency, coalesce(total.due, 0.00), coalesce(total.overpaid, 0.00),
       coalesce(total.overdue, 0.00), coalesce(total.overdue_count, 0), total.oldest_overdue_on,
       CASE WHEN interest.is_unknown THEN NULL ELSE coalesce(interest.amount, 0.00) END
FROM account JOIN register_party creditor ON creditor.id = account.creditor_id
  LEFT JOIN total ON total.account_id = account.id
  LEFT JOIN interest ON interest.account_id = account.id
ORDER BY account.id
