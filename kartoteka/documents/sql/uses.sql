-- The history says nothing of what a destroyed content was called: as before, less name and hash.
SELECT trail_watch('documents_content', 'id', NULL,
                   ignored => ARRAY['store', 'preview', 'pages', 'name', 'sha256', 'size']);

-- How many rows of all tables name a content: found by the foreign keys that point at it.
-- Takes: its id. Returns: the number. Locks: documents_content, while it is watched anew.
CREATE FUNCTION documents_uses(content bigint) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public AS $$
DECLARE
  key record;
  found bigint;
  total bigint := 0;
BEGIN
  FOR key IN
    SELECT conrelid::regclass AS named_by, attname
    FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
    WHERE contype = 'f' AND confrelid = 'public.documents_content'::regclass
      AND conparentid = 0 AND cardinality(conkey) = 1
  LOOP
    EXECUTE format('SELECT count(*) FROM %s WHERE %I = $1', key.named_by, key.attname)
      INTO found USING content;
    total := total + found;
  END LOOP;
  RETURN total;
END $$;
REVOKE EXECUTE ON FUNCTION documents_uses(bigint) FROM PUBLIC;
