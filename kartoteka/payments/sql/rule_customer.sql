-- What: lines that name a customer's number. Certain as in rule_agreement.
-- Takes: payments_chosen. Returns: nothing, fills payments_candidate. Locks: nothing.
INSERT INTO payments_candidate
SELECT DISTINCT ON (chosen.line_id, account.party_id)
       chosen.line_id, account.party_id, 'CUSTOMER',
       NOT chosen.is_reversal
         AND (named.is_symbol OR length(named.key) >= 5
              AND (named.key ~ '[a-z]' OR named.key = ANY (chosen.words))),
       jsonb_build_object('number', party.number), NULL
FROM payments_chosen AS chosen
CROSS JOIN LATERAL (
  SELECT unnest(chosen.symbols), true UNION ALL SELECT unnest(chosen.keys), false
) AS named(key, is_symbol)
CROSS JOIN LATERAL (
  SELECT register_survivor(search.party_id) AS party_id
  FROM register_search AS search WHERE search.number = named.key OFFSET 0
) AS found
CROSS JOIN LATERAL (
  SELECT kept.party_id FROM ledger_account AS kept
  WHERE kept.party_id = found.party_id
    AND kept.creditor_id = chosen.creditor_id AND kept.currency = chosen.currency
    AND NOT kept.is_joined
  OFFSET 0
) AS account
CROSS JOIN LATERAL (
  SELECT known.number FROM register_party AS known WHERE known.id = account.party_id OFFSET 0
) AS party
ORDER BY chosen.line_id, account.party_id, named.is_symbol DESC, length(named.key) DESC
