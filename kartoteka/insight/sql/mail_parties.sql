-- What: customers of a creditor among those selected, taken into a mailing; once each.
-- Takes: mailing, creditor, a statement that selects the ids of parties (in the braces).
-- Returns: nothing. Locks: nothing.
INSERT INTO insight_mailed (mailing_id, party_id)
SELECT DISTINCT %(mail_mailing)s::bigint, account.party_id
FROM ledger_account AS account
WHERE account.creditor_id = %(mail_creditor)s::bigint AND account.party_id IN ({})
ON CONFLICT (mailing_id, party_id) DO NOTHING
