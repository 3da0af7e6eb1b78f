-- Opens the accounts that staged rows need and that are missing, by their creditor's scheme.
-- Takes: ledger_draft. Returns: the number of new accounts. Locks: nothing that others wait for.
INSERT INTO ledger_account (party_id, creditor_id, currency, scheme_id)
SELECT wanted.party_id, wanted.creditor_id, wanted.currency, creditor.scheme_id
FROM (SELECT DISTINCT party_id, creditor_id, currency FROM ledger_draft) AS wanted
  JOIN ledger_creditor creditor ON creditor.party_id = wanted.creditor_id
WHERE NOT EXISTS (
  SELECT 1 FROM ledger_account account
  WHERE account.party_id = wanted.party_id AND account.creditor_id = wanted.creditor_id
    AND account.currency = wanted.currency AND NOT account.is_joined)
ORDER BY wanted.party_id, wanted.creditor_id, wanted.currency
ON CONFLICT DO NOTHING
