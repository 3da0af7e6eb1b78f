-- What tells whether the definitions of custom fields are still those that were read.
-- Takes: nothing. Returns: one row, a stamp. Locks: nothing.
SELECT stamp FROM register_fieldstamp
