-- The open entries of accounts, longest due first, each with its interest not yet noted.
-- Takes: party, account (either may be NULL), side, on, the days before which a due is overdue.
-- Returns: a row per entry. Locks: nothing.
WITH open AS MATERIALIZED (
  SELECT line.*, account.currency, account.creditor_id,
         CASE scheme.country WHEN 'SK' THEN %(overdue_sk)s::date ELSE %(overdue_pl)s::date END
           AS overdue_before
  FROM ledger_account account JOIN ledger_scheme scheme ON scheme.code = account.scheme_id
    JOIN ledger_open line ON line.account_id = account.id AND line.side = %(side)s
  WHERE account.party_id = %(party)s OR account.id = %(account)s),
interest AS MATERIALIZED (
  SELECT debt_id, accrued IS NULL AS is_unknown, greatest(accrued - noted, 0) AS amount
  FROM ledger_accrued(ARRAY(SELECT entry_id FROM open WHERE side = 'DEBIT' ORDER BY entry_id),
                      ARRAY(SELECT %(on)s::date FROM open WHERE side = 'DEBIT')))
SELECT open.entry_id, entry.public_id, open.account_id, open.side, entry.kind, entry.number,
       entry.title, entry.issued_on, open.due_on,
       CASE WHEN open.side = 'DEBIT' AND open.due_on < open.overdue_before
            THEN %(on)s::date - open.due_on ELSE 0 END,
       entry.amount, open.amount,
       CASE WHEN interest.is_unknown THEN NULL ELSE coalesce(interest.amount, 0.00) END,
       nullif(open.debt_id, open.entry_id), point.number, agreement.number, open.currency,
       open.creditor_id, creditor.name, entry.interest_kind
FROM open JOIN ledger_entry entry ON entry.id = open.entry_id
  JOIN register_party creditor ON creditor.id = open.creditor_id
  LEFT JOIN interest ON interest.debt_id = open.entry_id
  LEFT JOIN agreements_point point ON point.id = entry.point_id
  LEFT JOIN agreements_agreement agreement ON agreement.id = entry.agreement_id
ORDER BY open.line_on, open.debt_id, open.rank, open.entry_id
