-- What: whose open documents are still to be looked up.
-- Takes: payments_guess, payments_undecided. Returns: nothing, fills payments_asked. Locks: nothing.
WITH known AS (
  UPDATE payments_asked SET is_known = true WHERE NOT is_known
)
INSERT INTO payments_asked (party_id, creditor_id, currency)
SELECT DISTINCT guess.party_id, line.creditor_id, line.currency
FROM payments_guess AS guess
JOIN payments_undecided AS line ON line.line_id = guess.line_id
ON CONFLICT DO NOTHING
