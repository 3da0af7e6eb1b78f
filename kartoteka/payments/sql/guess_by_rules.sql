-- What: whom the rules have found, as guesses beside the others; only those with an account.
-- Takes: payments_candidate, payments_undecided. Returns: nothing, fills payments_guess.
-- Locks: nothing.
INSERT INTO payments_guess
SELECT DISTINCT found.line_id, found.party_id, 'RULE', NULL::text, NULL::bigint
FROM payments_candidate AS found
JOIN payments_undecided AS line ON line.line_id = found.line_id
