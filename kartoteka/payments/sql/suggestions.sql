-- What: whose the one line of payments_chosen may be, best first. Beside what the rules found:
-- customers of the creditor who have exactly that amount open, and who bear a similar name.
-- Takes: payments_chosen and payments_candidate of one line; weights and hint_share (rules.py),
-- name (folded, as searched), limit. Returns: one row a customer. Locks: nothing.
WITH hinted AS (
  SELECT party_id, rule, is_certain, facts, entries FROM payments_candidate
  UNION ALL
  SELECT account.party_id, 'AMOUNT', false, jsonb_build_object('number', entry.number),
         ARRAY[entry.id]
  FROM payments_chosen AS chosen
  JOIN ledger_account AS account
    ON account.creditor_id = chosen.creditor_id AND account.currency = chosen.currency
  JOIN ledger_open AS open ON open.account_id = account.id AND open.side = 'DEBIT'
                          AND open.amount = chosen.amount
  JOIN ledger_entry AS entry ON entry.id = open.entry_id
  WHERE EXISTS (SELECT FROM payments_candidate AS known WHERE known.party_id = account.party_id)
  UNION ALL
  (SELECT account.party_id, 'NAME', false, jsonb_build_object('name', party.name), NULL
   FROM payments_chosen AS chosen
   JOIN register_search AS found
     ON %(name)s <> '' AND NOT found.is_archived AND found.body LIKE '%%' || %(name)s || '%%'
   JOIN register_party AS party ON party.id = found.party_id
   JOIN ledger_account AS account
     ON account.party_id = party.id AND account.creditor_id = chosen.creditor_id
    AND account.currency = chosen.currency
   LIMIT 20)
), ranked AS (
  SELECT party_id,
         coalesce(max((facts ->> 'score')::numeric),
                  sum(DISTINCT coalesce((%(weights)s::jsonb ->> rule)::numeric, 0)
                      * CASE WHEN is_certain THEN 1 ELSE %(hint_share)s::numeric END)) AS weight,
         jsonb_agg(jsonb_build_object('rule', rule, 'certain', is_certain, 'facts', facts)
                   ORDER BY rule = 'SCORE' DESC, is_certain DESC, rule) AS reasons,
         (SELECT one.entries FROM hinted AS one
          WHERE one.party_id = hinted.party_id AND one.entries IS NOT NULL
          ORDER BY one.is_certain DESC, array_position(ARRAY['DOCUMENT', 'AMOUNT'], one.rule)
          LIMIT 1) AS entries
  FROM hinted
  GROUP BY party_id
)
SELECT account.id, party.id, party.public_id, party.name, party.number,
       coalesce((SELECT concat_ws(', ', concat_ws(' ', place.street, place.building),
                                  concat_ws(' ', place.postal_code, place.city))
                 FROM register_address AS place
                 WHERE place.party_id = party.id AND place.kind = 'REGISTERED'
                 ORDER BY place.valid_to IS NULL DESC, place.valid_to DESC LIMIT 1), ''),
       coalesce((SELECT sum(open.amount) FROM ledger_open AS open
                 WHERE open.side = 'DEBIT' AND open.account_id IN (
                   SELECT every.id FROM ledger_account AS every
                   WHERE every.party_id = party.id AND every.creditor_id = account.creditor_id
                     AND every.currency = account.currency)), 0),
       ranked.weight, ranked.reasons, ranked.entries
FROM ranked
CROSS JOIN payments_chosen AS chosen
JOIN register_party AS party ON party.id = ranked.party_id
JOIN ledger_account AS account
  ON account.party_id = party.id AND account.creditor_id = chosen.creditor_id
 AND account.currency = chosen.currency AND NOT account.is_joined
ORDER BY ranked.weight DESC, party.id
LIMIT %(limit)s
