-- What: what limitation asks of documents: country, kind of claim by the rules, due date as the
-- document told it.
-- Takes: entries. Returns: a row per document. Locks: nothing.
SELECT entry.id, creditor.country, coalesce(rule.claim, ''), entry.due_on
FROM ledger_entry AS entry
JOIN ledger_account AS account ON account.id = entry.account_id
JOIN register_party AS creditor ON creditor.id = account.creditor_id
JOIN register_party AS party ON party.id = account.party_id
LEFT JOIN LATERAL billing_ruled_claim(creditor.country, account.creditor_id, entry.kind,
                                      party.kind) AS rule(claim) ON true
WHERE entry.id = ANY (%(entries)s) AND entry.side = 'DEBIT' AND entry.debt_id IS NULL
ORDER BY entry.id
