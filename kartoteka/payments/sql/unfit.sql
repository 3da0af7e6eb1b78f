-- What: lines for which nobody has been found whom a number, a whole name or an account names and
-- whose open document the amount fits.
-- Takes: payments_undecided, payments_guess, payments_owed. Returns: ids of lines. Locks: nothing.
SELECT line.line_id FROM payments_undecided AS line
WHERE NOT EXISTS (
  SELECT FROM payments_guess AS guess
  JOIN payments_owed AS owed ON owed.party_id = guess.party_id
  WHERE guess.line_id = line.line_id AND guess.clue <> 'NAME' AND owed.creditor_id = line.creditor_id
    AND owed.currency = line.currency AND line.amount IN (owed.issued, owed.total, owed.principal))
