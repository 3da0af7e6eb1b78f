-- What the rows that come in say of the parts of these groups, in the order of the file; read as a
-- stream. Takes: exchange_staging; groups. Returns: n, target, is_new, grouped, said.
-- Locks: nothing.
SELECT staged.n, staged.target, staged.outcome = 'NEW' AS is_new, told.key AS grouped,
       said.value::text AS said
FROM exchange_staging AS staged
CROSS JOIN LATERAL jsonb_each(staged.parts) AS told
CROSS JOIN LATERAL jsonb_array_elements(told.value) WITH ORDINALITY AS said (value, place)
WHERE staged.outcome IN ('NEW', 'CHANGED', 'SAME') AND staged.target IS NOT NULL
  AND told.key = ANY (%(groups)s::text[])
ORDER BY staged.n, told.key, said.place
