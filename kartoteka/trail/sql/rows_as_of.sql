-- The rows of a party as they were recorded before a moment (see trail_rows_as_of).
-- Takes: party, moment, tables. Returns: table, row, values then, values now (NULL: it is gone), columns
-- changed since. Locks: nothing.
SELECT table_name, row_id, row_values::json, now_values::json, changed
FROM trail_rows_as_of(%(party)s::bigint, %(moment)s::timestamptz, %(tables)s::text[])
