-- What: contents that nobody names but the caller lose their name and hash. Every table with a key
-- to documents_content is asked, whatever room it is of.
-- Takes: contents (ids) and uses (rows of the caller that name each), in step. Returns: the hash
-- that each had, and the store of its bytes. Locks: the rows.
WITH asked AS (
  SELECT * FROM unnest(%(contents)s::bigint[], %(uses)s::bigint[]) AS asked (id, uses)
), old AS (
  SELECT content.id, content.sha256, content.store FROM documents_content AS content
    JOIN asked ON asked.id = content.id
  WHERE content.name <> '' AND documents_uses(content.id) <= asked.uses
  FOR UPDATE OF content
)
UPDATE documents_content AS content SET name = '', sha256 = 'erased-' || content.id, size = 0
FROM old WHERE old.id = content.id
RETURNING old.sha256, old.store
