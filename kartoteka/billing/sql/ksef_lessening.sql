-- What: the corrections of a set that take something away.
-- Takes: billing_ksef_draft. Returns: place, whether it counts from the day of what it corrects,
-- amount, documents. Locks: nothing.
SELECT place, counts_from IS NOT NULL, -amount, documents FROM billing_ksef_draft
WHERE is_correction AND outcome = 'NEW' AND amount < 0
ORDER BY place
