-- Makes a taxpayer of every person whose debt a payer wrote off in a year.
-- Takes: payer, year. Returns: the number of rows touched. Locks: nothing else.
INSERT INTO tax_taxpayer (payer_id, party_id, year)
SELECT DISTINCT a.creditor_id, a.party_id, %(year)s::smallint
FROM ledger_entry e
JOIN ledger_account a ON a.id = e.account_id
JOIN register_party p ON p.id = a.party_id
WHERE a.creditor_id = %(payer)s AND e.kind IN ('WRITE_OFF', 'REMISSION')
  AND e.effective_on BETWEEN make_date(%(year)s, 1, 1) AND make_date(%(year)s, 12, 31)
  AND p.kind IN ('PERSON', 'HOUSEHOLD', 'SOLE_TRADER')
ON CONFLICT (year, payer_id, party_id) DO NOTHING
