-- Makes the taxpayers of the rows of a file. Takes: rows, payer. Returns: rows touched. Locks: none.
INSERT INTO tax_taxpayer (payer_id, party_id, year)
SELECT DISTINCT %(payer)s::bigint, p.id, extract(year FROM r.on)::smallint
FROM jsonb_to_recordset(%(rows)s::jsonb) AS r (number text, "on" date)
JOIN register_party p ON p.number = r.number
ON CONFLICT (year, payer_id, party_id) DO NOTHING
