-- What: e-mails that went to one of these logins and name no party.
-- Takes: logins. Returns: nothing. Locks: the rows.
UPDATE correspondence_email SET "to" = '', subject = '', text = '', problem = ''
WHERE party_id IS NULL AND "to" <> '' AND lower("to") IN (
  SELECT lower(unnest(ARRAY[login, email])) FROM access_user WHERE id = ANY (%(logins)s))
