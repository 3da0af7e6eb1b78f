-- What: on lines that were scored, only what names the customer whom scoring is sure of counts.
-- Takes: payments_undecided, payments_candidate. Returns: nothing. Locks: nothing.
UPDATE payments_candidate AS found SET counts = false
FROM payments_undecided AS line
WHERE found.line_id = line.line_id AND found.is_certain AND NOT EXISTS (
  SELECT FROM payments_candidate AS best
  WHERE best.line_id = found.line_id AND best.party_id = found.party_id
    AND best.rule = 'SCORE' AND best.is_certain)
