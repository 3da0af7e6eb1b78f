-- What: settled history behind every account: an invoice of each month, paid whole.
-- Takes: first, last (months since July 2015). Locks: what it writes, with triggers off
-- (session_replication_role = replica); proved afterwards.
WITH base AS (
  SELECT coalesce(max(id), 0) AS id FROM ledger_entry
), month AS (
  SELECT account.id AS account_id, scheme.code, scheme.basis, ordinal,
         DATE '2015-07-01' + (ordinal * INTERVAL '1 month') AS day,
         (50 + (account.id * 7 + ordinal * 13) %% 900)::numeric(14, 2) AS amount,
         base.id + 2 * row_number() OVER (ORDER BY ordinal, account.id) AS debit_id
  FROM base CROSS JOIN ledger_account AS account
  JOIN ledger_scheme AS scheme ON scheme.code = account.scheme_id
  CROSS JOIN generate_series(%(first)s::int, %(last)s::int) AS ordinal
), debits AS (
  INSERT INTO ledger_entry (id, account_id, side, kind, amount, number, issued_on, due_on,
                            booked_on, effective_on, source, source_ref)
  SELECT debit_id, account_id, 'DEBIT', 'INVOICE', amount,
         'H/' || ordinal || '/' || account_id, day, day + INTERVAL '14 days', day, day,
         'history', 'D' || debit_id
  FROM month
), credits AS (
  INSERT INTO ledger_entry (id, account_id, side, kind, amount, issued_on, booked_on,
                            effective_on, source, source_ref)
  SELECT debit_id + 1, account_id, 'CREDIT', 'PAYMENT', amount, day + INTERVAL '10 days',
         day + INTERVAL '10 days', day + INTERVAL '10 days', 'history', 'C' || debit_id
  FROM month
)
INSERT INTO ledger_settlement (account_id, debit_id, credit_id, amount, effective_on, scheme,
                               rule, basis)
SELECT account_id, debit_id, debit_id + 1, amount, day + INTERVAL '10 days', code, 'OLDEST_DUE',
       basis
FROM month
