-- Attachments, documents and their types keep history; that a file moved or was pictured is none.
-- Fetches of files are only added.
-- Takes: nothing. Returns: nothing. Locks: the tables while their triggers are made.
SELECT trail_watch('documents_content', 'id', NULL,
                   ignored => ARRAY['store', 'preview', 'pages']);
SELECT trail_watch('documents_attachment', 'id', 'party_id');
SELECT trail_watch('documents_documenttype', 'id', NULL);
SELECT trail_watch('documents_customerdocument', 'id', 'party_id');
REVOKE UPDATE, DELETE, TRUNCATE ON documents_download FROM kartoteka_desk;

-- Pieces of files are what they are: to compress them again takes time and gains nothing.
ALTER TABLE documents_chunk ALTER COLUMN data SET STORAGE EXTERNAL;
ALTER TABLE documents_picture ALTER COLUMN data SET STORAGE EXTERNAL;
