-- What: parties whose document's number, or virtual account, begins with the text; case, diacritics
-- and separators count for nothing.
-- Takes: text, digits (the text's own digits, at least eight, else NULL), limit.
-- Returns: party_id, whether it is a document, the number found. Locks: nothing.
-- fold() leaves letters and digits only, so the text brings no pattern of its own.
(SELECT account.party_id, true, entry.number
 FROM ledger_entry AS entry
 JOIN ledger_account AS account ON account.id = entry.account_id
 WHERE number_key(entry.number) LIKE (replace(fold(%(text)s), ' ', '') || '%%')
   AND fold(%(text)s) <> '' AND entry.side = 'DEBIT' AND entry.debt_id IS NULL
   AND entry.number <> ''
 ORDER BY number_key(entry.number) USING ~<~, entry.id
 LIMIT %(limit)s)
UNION ALL
(SELECT account.party_id, false, kept.iban
 FROM payments_virtualaccount AS kept
 JOIN ledger_account AS account ON account.id = kept.account_id
 WHERE %(digits)s::text IS NOT NULL
   AND (kept.iban LIKE ('PL' || %(digits)s::text || '%%')
        OR kept.iban LIKE ('SK' || %(digits)s::text || '%%'))
 LIMIT %(limit)s)
