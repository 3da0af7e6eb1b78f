-- What: a correction of a set counts from its own day after all.
-- Takes: billing_ksef_draft, place. Returns: nothing. Locks: nothing.
UPDATE billing_ksef_draft SET counts_from = NULL WHERE place = %(place)s
