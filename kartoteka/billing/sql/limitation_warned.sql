-- What: how many open documents become time-barred from one day to another, or a part of their
-- interest. A claim lasts as long as the shortest term at least that a rule says of some documents,
-- or that of their interest: of others than those that are due for so long, whose due date was moved,
-- or to which something happened, no last day is counted.
-- Takes: on, until. Returns: the count. Locks: nothing.
WITH near AS MATERIALIZED (
  SELECT entry_id FROM ledger_open
  WHERE due_on <= %(until)s::date - make_interval(
    years => (SELECT min(least(law.years, law.next_years))
              FROM billing_limitation_law AS law
              JOIN billing_claimrule AS rule
                ON rule.country = law.country
               AND law.claim IN (rule.claim, billing_interest_claim(rule.country, rule.claim))))
  UNION SELECT entry_id FROM ledger_duechange
  UNION SELECT entry_id FROM billing_limitation)
SELECT count(*)
FROM near JOIN ledger_open AS still ON still.entry_id = near.entry_id
  CROSS JOIN LATERAL (
    SELECT last_on FROM billing_limit WHERE entry_id = still.entry_id OFFSET 0) AS held
WHERE still.side = 'DEBIT' AND still.entry_id = still.debt_id
  AND (held.last_on BETWEEN %(on)s AND %(until)s
       OR EXISTS (SELECT FROM billing_interest_limits(%(on)s::date) AS ends
                  WHERE ends.entry_id = still.entry_id AND ends.last_on <= %(until)s::date))
