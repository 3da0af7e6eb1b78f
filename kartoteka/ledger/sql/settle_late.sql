-- Accounts whose next credit is dated before a credit that has been used already.
-- Takes: accounts, on, credit (NULL: the oldest open one of each), accrued_only. Returns: ids.
-- Locks: nothing (the accounts are held).
SELECT account.id
FROM unnest(%(accounts)s::bigint[]) AS wanted(id)
  JOIN ledger_account account ON account.id = wanted.id
  JOIN ledger_scheme scheme ON scheme.code = account.scheme_id
    AND (scheme.interest = 'ACCRUED' OR NOT %(accrued_only)s)
  CROSS JOIN LATERAL (
    SELECT line.effective_on FROM ledger_open line
    WHERE line.account_id = account.id AND line.side = 'CREDIT'
      AND line.effective_on <= %(on)s::date
      AND (%(credit)s::bigint IS NULL OR line.entry_id = %(credit)s::bigint)
    ORDER BY line.effective_on, line.entry_id LIMIT 1) AS next
WHERE EXISTS (
  SELECT 1 FROM ledger_entry later JOIN ledger_settlement used ON used.credit_id = later.id
  WHERE later.account_id = account.id AND later.effective_on > next.effective_on
    AND later.side = 'CREDIT' AND used.mirrors_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM ledger_settlement mirror WHERE mirror.mirrors_id = used.id))
