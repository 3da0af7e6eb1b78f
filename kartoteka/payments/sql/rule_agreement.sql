-- What: lines that name an agreement. Certain by the variable symbol, and for a number that has a
-- letter or stands as one word of five signs at least.
-- Takes: payments_chosen. Returns: nothing, fills payments_candidate. Locks: nothing.
INSERT INTO payments_candidate
SELECT DISTINCT ON (chosen.line_id, agreement.id)
       chosen.line_id, agreement.party_id, 'AGREEMENT',
       NOT chosen.is_reversal AND account.id IS NOT NULL
         AND (named.is_symbol OR length(named.key) >= 5
              AND (named.key ~ '[a-z]' OR named.key = ANY (waiting.words))),
       jsonb_build_object('number', agreement.number, 'agreement', agreement.id), NULL
FROM payments_chosen AS chosen
JOIN payments_waiting AS waiting ON waiting.line_id = chosen.line_id
CROSS JOIN LATERAL (
  SELECT unnest(waiting.symbols), true UNION ALL SELECT unnest(waiting.keys), false
) AS named(key, is_symbol)
JOIN agreements_agreement AS agreement
  ON replace(fold(agreement.number), ' ', '') = named.key
 AND agreement.creditor_id = chosen.creditor_id
LEFT JOIN ledger_account AS account
  ON account.party_id = agreement.party_id AND account.creditor_id = chosen.creditor_id
 AND account.currency = chosen.currency
ORDER BY chosen.line_id, agreement.id, named.is_symbol DESC, length(named.key) DESC
