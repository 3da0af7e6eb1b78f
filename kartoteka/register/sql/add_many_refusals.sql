-- What add_many_refuse has noted. Takes: nothing. Returns: row, field, code, value, other.
-- Locks: nothing.
SELECT DISTINCT n, field, code, value, other FROM register_staged_refusal ORDER BY n
