-- How the staged rows came out, those that are new and need no word aside.
-- Takes: register_part. Returns: row, outcome, field, code, facts, changes. Locks: nothing.
SELECT n, outcome, coalesce(field, ''), coalesce(code, ''), facts, changes
FROM register_part WHERE outcome <> 'NEW' ORDER BY n
