-- What: what became of customers of a mailing.
-- Takes: ids, states, reasons, letters, emails (arrays of one length). Returns: nothing.
-- Locks: the rows.
UPDATE insight_mailed AS mailed
SET state = told.state, reason = told.reason, letter_id = told.letter, email_id = told.email
FROM unnest(%(ids)s::bigint[], %(states)s::text[], %(reasons)s::text[], %(letters)s::bigint[],
            %(emails)s::bigint[]) AS told(id, state, reason, letter, email)
WHERE mailed.id = told.id
