-- What: letters that wait or are at the printer and e-mails not yet handed over, by party.
-- Takes: parties. Returns: party_id, title (of one). Locks: nothing.
SELECT party_id, min(title) FROM (
  SELECT party_id, title FROM correspondence_letter
  WHERE party_id = ANY (%(parties)s) AND state IN ('WAITING', 'PRINTING')
  UNION ALL
  SELECT party_id, subject FROM correspondence_email
  WHERE party_id = ANY (%(parties)s) AND state IN ('WAITING', 'SENDING')
) AS waiting
GROUP BY party_id
