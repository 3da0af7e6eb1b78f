-- Accounts whose next credit came before a credit that has been used already, whatever days the
-- books carry; one that only takes interest back is not meant.
-- Takes: accounts, on, credit (NULL: the oldest open one of each), accrued_only. Returns: ids.
-- Locks: nothing (the accounts are held).
SELECT account.id
FROM unnest(%(accounts)s::bigint[]) AS wanted(id)
  JOIN ledger_account account ON account.id = wanted.id
  JOIN ledger_scheme scheme ON scheme.code = account.scheme_id
    AND (scheme.interest = 'ACCRUED' OR NOT %(accrued_only)s OR EXISTS (
      SELECT FROM ledger_schemechoice choice JOIN ledger_scheme other ON other.code = choice.scheme_id
      WHERE choice.creditor_id = account.creditor_id AND other.interest = 'ACCRUED'))
  CROSS JOIN LATERAL (
    SELECT line.line_on AS came_on FROM ledger_open line
    WHERE line.account_id = account.id AND line.side = 'CREDIT'
      AND line.effective_on <= %(on)s::date
      AND (%(credit)s::bigint IS NULL OR line.entry_id = %(credit)s::bigint)
    ORDER BY line.line_on, line.entry_id LIMIT 1) AS next
WHERE (
  SELECT true
  FROM ledger_entry later
    CROSS JOIN LATERAL (
      SELECT id FROM ledger_settlement
      WHERE credit_id = later.id AND mirrors_id IS NULL OFFSET 0) AS used
    LEFT JOIN LATERAL (
      SELECT id FROM ledger_settlement WHERE mirrors_id = used.id OFFSET 0) AS mirror ON true
  WHERE later.account_id = account.id AND later.effective_on > next.came_on
    AND coalesce(later.paid_on, later.effective_on) > next.came_on
    AND later.side = 'CREDIT' AND later.source <> 'cancelling' AND mirror.id IS NULL
  LIMIT 1)
