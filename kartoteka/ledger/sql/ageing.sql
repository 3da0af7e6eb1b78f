-- What every party owes, by how long it has been due; reads only what is open.
-- Takes: on, the days before which a due is overdue in Poland and Slovakia, creditor (NULL: all).
-- Returns: party, currency, not due, 1-30, 31-60, 61-90, more than 90 days, total.
-- Locks: nothing.
WITH line AS (
  SELECT account_id,
         sum(amount) FILTER (WHERE due_on >= %(overdue_pl)s::date) AS not_due_pl,
         sum(amount) FILTER (WHERE due_on >= %(overdue_sk)s::date) AS not_due_sk,
         sum(amount) FILTER (WHERE due_on BETWEEN %(on)s::date - 60 AND %(on)s::date - 31) AS to_60,
         sum(amount) FILTER (WHERE due_on BETWEEN %(on)s::date - 90 AND %(on)s::date - 61) AS to_90,
         sum(amount) FILTER (WHERE due_on < %(on)s::date - 90) AS older,
         sum(amount) AS total
  FROM ledger_open WHERE side = 'DEBIT' GROUP BY account_id),
party AS (
  SELECT account.party_id, account.currency,
         coalesce(sum(CASE scheme.country WHEN 'SK' THEN line.not_due_sk
                                          ELSE line.not_due_pl END), 0.00) AS not_due,
         coalesce(sum(line.to_60), 0.00) AS to_60, coalesce(sum(line.to_90), 0.00) AS to_90,
         coalesce(sum(line.older), 0.00) AS older, sum(line.total) AS total
  FROM line JOIN ledger_account account ON account.id = line.account_id
    JOIN ledger_scheme scheme ON scheme.code = account.scheme_id
  WHERE %(creditor)s::bigint IS NULL OR account.creditor_id = %(creditor)s::bigint
  GROUP BY account.party_id, account.currency)
SELECT party_id, currency, not_due, total - not_due - to_60 - to_90 - older, to_60, to_90, older,
       total
FROM party
