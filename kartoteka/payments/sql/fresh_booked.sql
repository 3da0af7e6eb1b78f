-- What: how many of the lines that came with the file have their payment now.
-- Takes: payments_chosen. Returns: the number. Locks: nothing.
SELECT count(*)
FROM payments_chosen AS chosen
JOIN payments_payment AS payment ON payment.line_id = chosen.line_id
WHERE chosen.is_fresh
