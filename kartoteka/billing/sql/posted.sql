-- What: the entry that a source has posted.
-- Takes: source, source_ref. Returns: the entry. Locks: nothing.
SELECT id FROM ledger_entry WHERE source = %(source)s AND source_ref = %(source_ref)s
