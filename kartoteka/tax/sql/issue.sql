-- Issues an information for every taxpayer that lacks nothing and whose rows are not told yet, or a
-- correction where a former one told something else; `again` corrects also what has not changed.
-- Takes: ids, issued_on, reason, again, actor. Returns: the taxpayers told. Locks: nothing else (the
-- caller holds the taxpayers).
WITH told AS (
  INSERT INTO tax_information (taxpayer_id, sequence, corrects_id, reason, form, issued_on, total,
                               digest, facts, actor)
  SELECT w.id, coalesce(w.sequence, 0) + 1, w.information_id, %(reason)s,
    CASE WHEN w.year >= 2019 THEN 'PIT-11' ELSE 'PIT-8C' END, %(issued_on)s::date, w.total, w.digest,
    jsonb_build_object(
      'year', w.year,
      'payer', jsonb_build_object('name', w.payer, 'nip', w.payer_nip, 'address', w.payer_address),
      'person', jsonb_build_object(
        'name', w.name, 'number', w.number, 'first_name', w.first_name, 'last_name', w.last_name,
        'birth_date', w.birth_date, 'identifier', CASE WHEN w.pesel IS NULL THEN 'NIP' ELSE 'PESEL' END,
        'shown', coalesce(w.pesel, w.nip)),
      'residence', coalesce(w.address, '{}'::jsonb) || jsonb_build_object(
        'province', w.province, 'county', w.county, 'commune', w.commune),
      'office', jsonb_build_object('code', w.office, 'name', o.name),
      'amounts', jsonb_build_object('forgiven', w.forgiven::text, 'gift', w.gift::text,
        'prize', w.prize::text, 'other', w.other::text, 'total', w.total::text)),
    %(actor)s
  FROM tax_worksheet() w
  LEFT JOIN tax_office o ON o.code = w.office
  WHERE w.id = ANY (%(ids)s) AND w.missing = '{}' AND w.total >= 0
    AND (w.state IN ('TO_ISSUE', 'TO_CORRECT') OR (w.state = 'ISSUED' AND %(again)s))
  RETURNING id, taxpayer_id
), rows AS (
  INSERT INTO tax_informationrow (information_id, item_id, kind, "on", title, amount)
  SELECT told.id, i.id, i.kind, i.on, i.title, i.pln
  FROM told JOIN tax_item i ON i.taxpayer_id = told.taxpayer_id AND i.state = 'COUNTED'
)
SELECT taxpayer_id FROM told
