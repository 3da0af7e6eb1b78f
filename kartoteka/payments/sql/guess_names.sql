-- What: whom a payer's name may mean where a word of it is misspelt or its end is cut off.
-- Takes: payments_clue, payments_undecided. Returns: nothing, fills payments_guess. Locks: nothing.
INSERT INTO payments_guess
SELECT DISTINCT clue.line_id, account.party_id, 'NAME', NULL::text, NULL::bigint
FROM payments_clue AS clue
JOIN payments_undecided AS line ON line.line_id = clue.line_id
CROSS JOIN LATERAL (
  (SELECT register_survivor(search.party_id) AS party_id FROM register_search AS search
   WHERE clue.kind = 'ALIKE' AND search.name = clue.key LIMIT 200)
  UNION ALL
  (SELECT register_survivor(search.party_id) FROM register_search AS search
   WHERE clue.kind = 'CUT' AND search.name >= clue.key AND search.name < clue.key || 'zzzz' LIMIT 200)
) AS found
CROSS JOIN LATERAL (
  SELECT kept.party_id FROM ledger_account AS kept
  WHERE kept.party_id = found.party_id AND kept.creditor_id = line.creditor_id
    AND kept.currency = line.currency AND NOT kept.is_joined
  OFFSET 0
) AS account
WHERE clue.kind IN ('ALIKE', 'CUT')
