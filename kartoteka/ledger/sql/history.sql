-- A page of entries of accounts, newest first, each with what is open and the account's balance
-- after it. The balance now is what is open, so a page costs its own length, not the history's;
-- only later pages add up the entries before them.
-- Takes: party, account (either may be NULL), before_day and before_id (NULL: from the newest),
-- number of rows. Returns: a row per entry. Locks: nothing.
WITH account AS MATERIALIZED (
  SELECT id, currency, creditor_id FROM ledger_account
  WHERE party_id = %(party)s OR id = %(account)s),
page AS MATERIALIZED (
  SELECT entry.*, account.currency, account.creditor_id
  FROM account CROSS JOIN LATERAL (
    SELECT id, public_id, account_id, side, kind, number, title, issued_on, due_on, booked_on,
           effective_on, recorded_at, amount, debt_id, point_id, agreement_id, paid_on
    FROM ledger_entry
    WHERE account_id = account.id
      AND (%(before_id)s::bigint IS NULL
           OR (effective_on, id) < (%(before_day)s::date, %(before_id)s::bigint))
    ORDER BY effective_on DESC, id DESC LIMIT %(rows)s) AS entry
  ORDER BY entry.effective_on DESC, entry.id DESC LIMIT %(rows)s),
closing AS (
  SELECT account.id,
         coalesce((SELECT sum(CASE side WHEN 'DEBIT' THEN amount ELSE -amount END)
                   FROM ledger_open WHERE account_id = account.id), 0)
         - coalesce((SELECT sum(CASE side WHEN 'DEBIT' THEN amount ELSE -amount END)
                     FROM ledger_entry
                     WHERE account_id = account.id AND %(before_id)s::bigint IS NOT NULL
                       AND (effective_on, id) >= (%(before_day)s::date, %(before_id)s::bigint)),
                    0) AS amount
  FROM account)
SELECT page.id, page.public_id, page.account_id, page.side, page.kind, page.number, page.title,
       page.issued_on, coalesce(
         (SELECT due_on FROM ledger_duechange WHERE entry_id = page.id ORDER BY id DESC LIMIT 1),
         page.due_on),
       page.booked_on, page.effective_on, page.recorded_at, page.amount,
       coalesce(open.amount, 0.00),
       closing.amount - coalesce(sum(CASE page.side WHEN 'DEBIT' THEN page.amount
                                                    ELSE -page.amount END) OVER (
         PARTITION BY page.account_id ORDER BY page.effective_on DESC, page.id DESC
         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0),
       page.currency, page.creditor_id, page.debt_id, point.number, agreement.number,
       page.paid_on
FROM page JOIN closing ON closing.id = page.account_id
  LEFT JOIN ledger_open open ON open.entry_id = page.id
  LEFT JOIN agreements_point point ON point.id = page.point_id
  LEFT JOIN agreements_agreement agreement ON agreement.id = page.agreement_id
ORDER BY page.effective_on DESC, page.id DESC
