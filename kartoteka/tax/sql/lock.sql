-- Locks taxpayers in order, so that of two who issue at once the second sees what the first told.
-- Takes: ids. Returns: their ids. Locks: the rows, FOR UPDATE.
SELECT id FROM tax_taxpayer WHERE id = ANY (%(ids)s) ORDER BY id FOR UPDATE
