-- Posts the staged interest, an entry a debt, with the days that it charges.
-- Takes: ledger_notable, issued_on, due_on, actor, title_pl, title_sk (# stands for the document).
-- Returns: the number of entries. Locks: the creditors, FOR SHARE (trigger).
WITH posted AS (
  INSERT INTO ledger_entry (
    account_id, side, kind, amount, number, title, issued_on, due_on, booked_on, effective_on, actor,
    point_id, agreement_id, debt_id, source, source_ref)
  SELECT staged.account_id, 'DEBIT', 'INTEREST', staged.amount, staged.number,
         replace(CASE creditor.country WHEN 'SK' THEN %(title_sk)s ELSE %(title_pl)s END,
                 '#', debt.number),
         %(issued_on)s, %(due_on)s, %(issued_on)s, %(issued_on)s, %(actor)s, debt.point_id,
         debt.agreement_id, staged.debt_id, 'noting', staged.source_ref
  FROM pg_temp.ledger_notable staged
    CROSS JOIN LATERAL (
      SELECT number, point_id, agreement_id FROM ledger_entry
      WHERE id = staged.debt_id OFFSET 0) AS debt
    CROSS JOIN LATERAL (
      SELECT creditor_id FROM ledger_account WHERE id = staged.account_id OFFSET 0) AS account
    CROSS JOIN LATERAL (
      SELECT country FROM register_party WHERE id = account.creditor_id OFFSET 0) AS creditor
  ORDER BY staged.account_id, staged.debt_id
  RETURNING id, debt_id)
INSERT INTO ledger_interestperiod (entry_id, debt_id, first_day, last_day)
SELECT posted.id, posted.debt_id, staged.first_day, staged.last_day
FROM posted JOIN pg_temp.ledger_notable staged ON staged.debt_id = posted.debt_id
