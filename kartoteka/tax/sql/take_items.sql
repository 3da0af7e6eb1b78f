-- Takes the write-offs of a payer and a year into the source rows, once each: a credit forgives, a
-- debit of the same kind brings the debt back. Debts of sole traders wait for a decision whether
-- they are private ones; złoty of another currency wait for somebody to convert them.
-- Takes: payer, year, actor. Returns: a row with the number of new rows, and how many wait.
-- Locks: nothing else.
WITH taken AS (
  INSERT INTO tax_item (taxpayer_id, kind, "on", title, amount, currency, pln, entry_id, source,
                        source_ref, state, actor)
  SELECT t.id, 'FORGIVEN', e.effective_on, left(concat_ws(' ', nullif(e.number, ''), e.title), 250),
         signed.amount, a.currency, CASE WHEN a.currency = 'PLN' THEN signed.amount END, e.id,
         'LEDGER', e.id::text,
         CASE WHEN p.kind = 'SOLE_TRADER' THEN 'OPEN' ELSE 'COUNTED' END, %(actor)s
  FROM ledger_entry e
  JOIN ledger_account a ON a.id = e.account_id
  JOIN register_party p ON p.id = a.party_id
  JOIN tax_taxpayer t ON t.payer_id = a.creditor_id AND t.party_id = a.party_id
                     AND t.year = %(year)s
  CROSS JOIN LATERAL (
    SELECT CASE WHEN e.side = 'CREDIT' THEN e.amount ELSE -e.amount END AS amount) signed
  WHERE a.creditor_id = %(payer)s AND e.kind IN ('WRITE_OFF', 'REMISSION')
    AND e.effective_on BETWEEN make_date(%(year)s, 1, 1) AND make_date(%(year)s, 12, 31)
  ON CONFLICT (source, source_ref) DO NOTHING
  RETURNING state
)
SELECT count(*), count(*) FILTER (WHERE state = 'OPEN') FROM taken
