-- Accounts of one party, creditor and currency of which one has an unused credit and another an
-- open debt: the money is to follow the debts. Reads only accounts that a merge has joined.
-- Takes: on, accounts (NULL: all; else groups that hold one of them).
-- Returns: arrays of accounts, one a group. Locks: nothing.
WITH joined AS (
  SELECT DISTINCT party_id, creditor_id, currency FROM ledger_account
  WHERE is_joined AND (%(accounts)s::bigint[] IS NULL OR (party_id, creditor_id, currency) IN (
    SELECT party_id, creditor_id, currency FROM ledger_account
    WHERE id = ANY (%(accounts)s::bigint[])))),
line AS (
  SELECT account.party_id, account.creditor_id, account.currency, account.id,
         coalesce(bool_or(open.side = 'DEBIT'), false) AS owes,
         coalesce(bool_or(open.side = 'CREDIT' AND open.effective_on <= %(on)s::date), false) AS has
  FROM joined
    JOIN ledger_account account USING (party_id, creditor_id, currency)
    LEFT JOIN ledger_open open ON open.account_id = account.id
  GROUP BY account.id)
SELECT array_agg(id ORDER BY id)
FROM line
GROUP BY party_id, creditor_id, currency
HAVING bool_or(owes) AND bool_or(has) AND count(*) FILTER (WHERE owes OR has) > 1
ORDER BY 1
