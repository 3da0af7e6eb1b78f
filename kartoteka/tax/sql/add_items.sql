-- Takes the rows of a file or a form into the source rows; a row that is there already stays as it is.
-- Takes: rows (JSON), payer, source, batch (what knows them again), actor. Returns: rows touched.
-- Locks: nothing else.
INSERT INTO tax_item (taxpayer_id, kind, "on", title, amount, currency, pln, source, source_ref,
                      state, actor)
SELECT t.id, r.kind, r.on, r.title, r.amount, 'PLN', r.amount, %(source)s,
       concat(%(batch)s::text, ':', r.row), 'COUNTED', %(actor)s
FROM jsonb_to_recordset(%(rows)s::jsonb)
  AS r ("row" int, number text, "on" date, kind text, amount numeric(14,2), title text)
JOIN register_party p ON p.number = r.number
JOIN tax_taxpayer t ON t.party_id = p.id AND t.payer_id = %(payer)s
                   AND t.year = extract(year FROM r.on)
ON CONFLICT (source, source_ref) DO NOTHING
