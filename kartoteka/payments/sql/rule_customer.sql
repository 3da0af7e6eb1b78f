-- What: lines that name a customer's number. Certain as in rule_agreement.
-- Takes: payments_chosen. Returns: nothing, fills payments_candidate. Locks: nothing.
INSERT INTO payments_candidate
SELECT DISTINCT ON (chosen.line_id, party.id)
       chosen.line_id, party.id, 'CUSTOMER',
       NOT chosen.is_reversal
         AND (named.is_symbol OR length(named.key) >= 5
              AND (named.key ~ '[a-z]' OR named.key = ANY (waiting.words))),
       jsonb_build_object('number', party.number), NULL
FROM payments_chosen AS chosen
JOIN payments_waiting AS waiting ON waiting.line_id = chosen.line_id
CROSS JOIN LATERAL (
  SELECT unnest(waiting.symbols), true UNION ALL SELECT unnest(waiting.keys), false
) AS named(key, is_symbol)
CROSS JOIN LATERAL (  -- by index, whatever statistics of a freshly filled table say
  SELECT search.party_id FROM register_search AS search WHERE search.number = named.key OFFSET 0
) AS found
JOIN register_party AS party ON party.id = found.party_id
JOIN ledger_account AS account
  ON account.party_id = party.id AND account.creditor_id = chosen.creditor_id
 AND account.currency = chosen.currency
ORDER BY chosen.line_id, party.id, named.is_symbol DESC, length(named.key) DESC
