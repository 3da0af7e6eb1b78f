-- What: attachments of a party, of one record, or one alone, newest first, with their contents.
-- Takes: party_id, or subject and subject_id, or attachment (public id), the others NULL; removed
-- (whether the removed ones are meant); before (last id shown, or NULL); limit; scans (whether a
-- scanner is configured). Returns: the columns of queries.AttachmentLine. Locks: nothing.
SELECT one.id, one.public_id, one.party_id, one.subject, one.subject_id, one.title, one.name,
       one.category, one.note, coalesce(content.media_type, ''), coalesce(content.size, 0),
       CASE WHEN content.scan = 'INFECTED' THEN 'INFECTED'
            WHEN content.scan = 'NONE' AND %(scans)s THEN 'WAITING' ELSE 'OPEN' END,
       coalesce(content.finding, ''), coalesce(content.preview, 'NONE'), coalesce(content.pages, 0),
       one.added_at, coalesce(nullif(adder.name, ''), adder.login, ''),
       one.removed_at, coalesce(nullif(remover.name, ''), remover.login, ''),
       (SELECT count(*) FROM documents_download AS got WHERE got.attachment_id = one.id),
       one.xmin::text
FROM documents_attachment AS one
  LEFT JOIN documents_content AS content ON content.id = one.content_id
  LEFT JOIN access_user AS adder ON adder.id = one.added_by_id
  LEFT JOIN access_user AS remover ON remover.id = one.removed_by_id
WHERE (%(party_id)s::bigint IS NULL OR one.party_id = %(party_id)s::bigint)
  AND (%(subject)s::text IS NULL
       OR (one.subject = %(subject)s::text AND one.subject_id = %(subject_id)s::bigint))
  AND (%(attachment)s::uuid IS NULL OR one.public_id = %(attachment)s::uuid)
  AND (one.removed_at IS NOT NULL) = %(removed)s
  AND (%(before)s::bigint IS NULL OR one.id < %(before)s::bigint)
ORDER BY one.id DESC
LIMIT %(limit)s
