-- What: lines that name an agreement. Certain by the variable symbol, and for a number that has a
-- letter or stands as one word of five signs at least.
-- Takes: payments_chosen. Returns: nothing, fills payments_candidate. Locks: nothing.
INSERT INTO payments_candidate
SELECT DISTINCT ON (chosen.line_id, agreement.id)
       chosen.line_id, agreement.party_id, 'AGREEMENT',
       NOT chosen.is_reversal AND account.id IS NOT NULL
         AND (named.is_symbol OR length(named.key) >= 5
              AND (named.key ~ '[a-z]' OR named.key = ANY (chosen.words))),
       jsonb_build_object('number', agreement.number, 'agreement', agreement.id), NULL
FROM payments_chosen AS chosen
CROSS JOIN LATERAL (
  SELECT unnest(chosen.symbols), true UNION ALL SELECT unnest(chosen.keys), false
) AS named(key, is_symbol)
CROSS JOIN LATERAL (
  SELECT signed.id, signed.party_id, signed.number FROM agreements_agreement AS signed
  WHERE replace(fold(signed.number), ' ', '') = named.key
    AND signed.creditor_id = chosen.creditor_id
  OFFSET 0
) AS agreement
LEFT JOIN LATERAL (
  SELECT kept.id FROM ledger_account AS kept
  WHERE kept.party_id = agreement.party_id
    AND kept.creditor_id = chosen.creditor_id AND kept.currency = chosen.currency
    AND NOT kept.is_joined
  OFFSET 0
) AS account ON true
ORDER BY chosen.line_id, agreement.id, named.is_symbol DESC, length(named.key) DESC
