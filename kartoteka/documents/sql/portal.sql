-- What a customer may read of contents beside the rows that other rooms open: where the bytes lie,
-- whether they were scanned, and, where the database keeps them, the bytes of those very contents.
-- Takes: nothing. Returns: nothing. Locks: the tables named, for a moment.
GRANT SELECT (store, scan, finding) ON documents_content TO kartoteka_portal;
-- The policy of documents_content decides: this one asks it as the portal's own role.
SELECT portal_may_read('documents_chunk',
  'EXISTS (SELECT FROM documents_content AS whole WHERE whole.sha256 = right(documents_chunk.name, 64))',
  '{id, name, ordinal, data}');
