-- The itemised interest of debts: one row per rate period and amount owed.
-- Takes: entries, or account (its open debits), on, moment (NULL: now; only what had been recorded by
-- then counts, and of interest that was noted then and is taken back since, by the rates of then).
-- Returns: debt, its number, kind and rounding, what has been noted, first and last
-- day, principal, percent (NULL: not known), legal basis.
-- Locks: nothing.
WITH wanted AS MATERIALIZED (
  SELECT unnest(%(entries)s::bigint[]) AS id
  UNION
  SELECT entry_id FROM ledger_open WHERE account_id = %(account)s AND side = 'DEBIT'),
asked AS MATERIALIZED (
  SELECT ARRAY(SELECT id FROM wanted ORDER BY id) AS debts,
         ARRAY(SELECT %(on)s::date FROM wanted) AS days,
         ARRAY(SELECT %(moment)s::timestamptz FROM wanted) AS moments),
noted AS MATERIALIZED (
  SELECT found.debt_id, found.noted
  FROM asked CROSS JOIN LATERAL ledger_accrued(asked.debts, asked.days) AS found),
kept AS MATERIALIZED (
  SELECT note.debt_id, former.first_day, former.last_day, former.principal, former.percent,
         former.legal_basis
  FROM wanted
    CROSS JOIN LATERAL (
      SELECT id, debt_id FROM ledger_entry
      WHERE debt_id = wanted.id AND kind = 'INTEREST' AND recorded_at = %(moment)s::timestamptz
      OFFSET 0) AS note
    JOIN ledger_interestperiod AS charged ON charged.entry_id = note.id AND charged.last_day = %(on)s::date
    JOIN ledger_formerinterest AS former ON former.entry_id = note.id),
piece AS MATERIALIZED (
  SELECT found.*
  FROM asked CROSS JOIN LATERAL ledger_interest_rows(asked.debts, asked.days, asked.moments) AS found
  WHERE found.debt_id NOT IN (SELECT debt_id FROM kept)
  UNION ALL
  SELECT * FROM kept)
SELECT piece.debt_id, debt.number, debt.interest_kind, creditor.rounding, noted.noted,
       piece.first_day, piece.last_day, piece.principal, piece.percent, piece.legal_basis
FROM piece JOIN noted ON noted.debt_id = piece.debt_id
  CROSS JOIN LATERAL (
    SELECT number, interest_kind, account_id FROM ledger_entry
    WHERE id = piece.debt_id OFFSET 0) AS debt
  CROSS JOIN LATERAL (
    SELECT creditor_id FROM ledger_account WHERE id = debt.account_id OFFSET 0) AS account
  CROSS JOIN LATERAL (
    SELECT rounding FROM ledger_creditor
    WHERE party_id = account.creditor_id OFFSET 0) AS creditor
ORDER BY piece.debt_id, piece.first_day
