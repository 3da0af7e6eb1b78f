-- What: the next customers of a mailing for whom nothing was made yet, in postal order.
-- Takes: mailing, most. Returns: id, party. Locks: their rows.
SELECT id, party_id FROM insight_mailed
WHERE mailing_id = %(mailing)s::bigint AND state = 'WAITING'
ORDER BY place, id LIMIT %(most)s FOR UPDATE
