-- How a room opens a table to the customer: row security, for named columns, for reading only.
-- Takes: nothing. Returns: nothing. Locks: nothing now; the opened table when a room calls it.

-- portal_may_read: the portal's role reads `columns` of those rows of `opened` for which
-- `condition` holds; the desk goes on seeing every row. More conditions are more policies.
CREATE FUNCTION portal_may_read(opened regclass, condition text, columns text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  name text := (SELECT relname FROM pg_class WHERE oid = opened);
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', opened);
  EXECUTE format('CREATE POLICY %I ON %s TO kartoteka_desk USING (true) WITH CHECK (true)',
                 name || '_desk', opened);
  EXECUTE format('CREATE POLICY %I ON %s FOR SELECT TO kartoteka_portal USING (%s)',
                 name || '_portal', opened, condition);
  EXECUTE format('GRANT SELECT (%s) ON %s TO kartoteka_portal',
                 (SELECT string_agg(quote_ident(one), ', ') FROM unnest(columns) AS one), opened);
END $$;
REVOKE EXECUTE ON FUNCTION portal_may_read(regclass, text, text[]) FROM PUBLIC, kartoteka_desk;
