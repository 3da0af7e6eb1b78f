-- The itemised interest of debts: one row per rate period and amount owed.
-- Takes: entries, or account (its open debits), on. Returns: debt, its number, kind and rounding,
-- what has been noted, first and last day, principal, percent (NULL: not known), legal basis.
-- Locks: nothing.
WITH wanted AS MATERIALIZED (
  SELECT unnest(%(entries)s::bigint[]) AS id
  UNION
  SELECT entry_id FROM ledger_open WHERE account_id = %(account)s AND side = 'DEBIT'),
asked AS (
  SELECT ARRAY(SELECT id FROM wanted ORDER BY id) AS debts,
         ARRAY(SELECT %(on)s::date FROM wanted) AS days),
noted AS (
  SELECT found.debt_id, found.noted
  FROM asked CROSS JOIN LATERAL ledger_accrued(asked.debts, asked.days) AS found)
SELECT piece.debt_id, debt.number, debt.interest_kind, creditor.rounding, noted.noted,
       piece.first_day, piece.last_day, piece.principal, piece.percent, piece.legal_basis
FROM asked CROSS JOIN LATERAL ledger_interest_rows(asked.debts, asked.days) AS piece
  JOIN noted ON noted.debt_id = piece.debt_id
  JOIN ledger_entry debt ON debt.id = piece.debt_id
  JOIN ledger_account account ON account.id = debt.account_id
  JOIN ledger_creditor creditor ON creditor.party_id = account.creditor_id
ORDER BY piece.debt_id, piece.first_day
