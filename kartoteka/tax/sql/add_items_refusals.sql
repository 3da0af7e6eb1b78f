-- Rows of a file whose customer is not there or is no natural person.
-- Takes: rows (JSON: row, number, on, kind, amount, title). Returns: row, its number, the code.
-- Locks: nothing.
SELECT r.row, r.number, CASE WHEN p.id IS NULL THEN 'unknown' ELSE 'firm' END
FROM jsonb_to_recordset(%(rows)s::jsonb) AS r ("row" int, number text)
LEFT JOIN register_party p ON p.number = r.number
WHERE p.id IS NULL OR p.kind NOT IN ('PERSON', 'HOUSEHOLD', 'SOLE_TRADER')
ORDER BY r.row LIMIT 50
