-- What: who fetched an attachment's file, the last first.
-- Takes: attachment (id), limit. Returns: at, who, address. Locks: nothing.
SELECT got.at, coalesce(nullif(who.name, ''), who.login), got.address
FROM documents_download AS got
  LEFT JOIN access_user AS who ON who.id = coalesce(got.real_actor, got.actor)
WHERE got.attachment_id = %(attachment)s
ORDER BY got.id DESC
LIMIT %(limit)s
