-- Letters and e-mails of a party, newest first by the moment they were written.
-- Takes: party, what (LETTER or EMAIL), at and id (before which), limit. Returns: id, public id, moment,
-- title, to whom, state, user. Locks: nothing.
SELECT * FROM (
  SELECT id, public_id, queued_at, title, array_to_string(recipient, ', '), state, queued_by
  FROM correspondence_letter
  WHERE %(what)s::text = 'LETTER' AND party_id = %(party)s::bigint
  UNION ALL
  SELECT id, public_id, queued_at, subject, "to", state, queued_by
  FROM correspondence_email
  WHERE %(what)s::text = 'EMAIL' AND party_id = %(party)s::bigint
) AS sent
WHERE (queued_at, id) < (%(at)s::timestamptz, %(id)s::bigint)
ORDER BY queued_at DESC, id DESC LIMIT %(limit)s::bigint
