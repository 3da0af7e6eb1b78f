-- tax_worksheet: every taxpayer of every year with sums, residence, what is missing, where it stands.
-- Takes: nothing (conditions are pushed into it). Returns: a row for each tax_taxpayer: amounts in
-- złoty of the counted rows by kind; rows that wait for a decision or for an amount in złoty; names,
-- masked identifiers and the registered address; the tax office and its area, said by hand or found
-- in the dictionary (narrowest first); `missing` codes that keep an information from being issued;
-- `digest` of the counted rows; the newest information with what became of it; `state`.
-- Locks: nothing.
CREATE FUNCTION tax_worksheet() RETURNS TABLE (
  id bigint, year smallint, payer_id bigint, party_id bigint,
  payer text, payer_nip text, payer_address jsonb,
  name text, number text, kind text, sort_pl text, sort_sk text,
  first_name text, last_name text, birth_date date, nip text, pesel text,
  address jsonb, office text, province text, county text, commune text,
  rows bigint, forgiven numeric, gift numeric, prize numeric, other numeric, total numeric,
  undecided bigint, unconverted bigint, digest text, missing text[], state text,
  information_id bigint, sequence smallint, issued_on date, told numeric,
  written_at timestamptz, sent_on date, accepted_on date, rejected_on date, given_on date
)
LANGUAGE sql STABLE AS $$
  SELECT t.id, t.year, t.payer_id, t.party_id,
    y.name::text, yi.value::text, ya.line,
    p.name::text, p.number::text, p.kind::text, p.sort_pl::text, p.sort_sk::text,
    p.first_name::text, p.last_name::text, p.birth_date, ni.value::text,
    CASE WHEN pe.value IS NOT NULL
         THEN repeat('•', greatest(length(pe.value) - 2, 0)) || right(pe.value, 2) END,
    pa.line, coalesce(t.office_id, near.office_id)::text,
    coalesce(nullif(t.province, ''), near.province, '')::text,
    coalesce(nullif(t.county, ''), near.county, '')::text,
    coalesce(nullif(t.commune, ''), near.commune, '')::text,
    s.rows, s.forgiven, s.gift, s.prize, s.other, s.total, s.undecided, s.unconverted, s.digest,
    lacks.codes,
    CASE WHEN last.id IS NULL AND s.undecided + s.unconverted > 0 THEN 'TO_DECIDE'
         WHEN last.id IS NULL AND s.total <= 0 THEN 'NOTHING'
         WHEN last.id IS NULL THEN 'TO_ISSUE'
         WHEN last.digest = s.digest THEN 'ISSUED' ELSE 'TO_CORRECT' END,
    last.id, last.sequence, last.issued_on, last.total,
    files.at, became.sent, became.accepted, became.rejected, became.given
  FROM tax_taxpayer t
  JOIN register_party p ON p.id = t.party_id
  JOIN register_party y ON y.id = t.payer_id
  LEFT JOIN register_identifier ni ON ni.party_id = p.id AND ni.kind = 'NIP'
  LEFT JOIN register_identifier pe ON pe.party_id = p.id AND pe.kind = 'PESEL'
  LEFT JOIN register_identifier yi ON yi.party_id = y.id AND yi.kind = 'NIP'
  LEFT JOIN LATERAL (
    SELECT jsonb_build_object('street', a.street, 'building', a.building, 'flat', a.flat,
             'postal_code', a.postal_code, 'city', a.city, 'country', a.country) AS line,
           a.city, a.postal_code, a.country
    FROM register_address a
    WHERE a.party_id = p.id AND a.kind IN ('REGISTERED', 'CORRESPONDENCE')
    ORDER BY a.valid_to IS NULL DESC, a.kind = 'REGISTERED' DESC, a.id DESC LIMIT 1
  ) pa ON true
  LEFT JOIN LATERAL (
    SELECT jsonb_build_object('street', a.street, 'building', a.building, 'flat', a.flat,
             'postal_code', a.postal_code, 'city', a.city, 'country', a.country) AS line
    FROM register_address a
    WHERE a.party_id = y.id AND a.kind IN ('REGISTERED', 'CORRESPONDENCE')
    ORDER BY a.valid_to IS NULL DESC, a.kind = 'REGISTERED' DESC, a.id DESC LIMIT 1
  ) ya ON true
  LEFT JOIN LATERAL (
    SELECT r.office_id, r.province, r.county, r.commune FROM tax_area r
    WHERE r.city_key IN ('', fold(pa.city)) AND r.postal_code IN ('', pa.postal_code)
    ORDER BY r.city_key <> '' AND r.postal_code <> '' DESC, r.postal_code <> '' DESC LIMIT 1
  ) near ON true
  CROSS JOIN LATERAL (
    SELECT count(*) AS rows,
      coalesce(sum(i.pln) FILTER (WHERE i.state = 'COUNTED' AND i.kind = 'FORGIVEN'), 0) AS forgiven,
      coalesce(sum(i.pln) FILTER (WHERE i.state = 'COUNTED' AND i.kind = 'GIFT'), 0) AS gift,
      coalesce(sum(i.pln) FILTER (WHERE i.state = 'COUNTED' AND i.kind = 'PRIZE'), 0) AS prize,
      coalesce(sum(i.pln) FILTER (WHERE i.state = 'COUNTED' AND i.kind = 'OTHER'), 0) AS other,
      coalesce(sum(i.pln) FILTER (WHERE i.state = 'COUNTED'), 0) AS total,
      count(*) FILTER (WHERE i.state = 'OPEN') AS undecided,
      count(*) FILTER (WHERE i.state = 'COUNTED' AND i.pln IS NULL) AS unconverted,
      md5(coalesce(string_agg(concat_ws(':', i.id, i.kind, i.pln), ',' ORDER BY i.id)
                   FILTER (WHERE i.state = 'COUNTED'), '')) AS digest
    FROM tax_item i WHERE i.taxpayer_id = t.id
  ) s
  CROSS JOIN LATERAL (
    SELECT array_remove(ARRAY[
      CASE WHEN s.undecided > 0 THEN 'DECISION' END,
      CASE WHEN s.unconverted > 0 THEN 'ZLOTY' END,
      CASE WHEN ni.value IS NULL AND pe.value IS NULL THEN 'IDENTIFIER' END,
      CASE WHEN p.first_name = '' OR p.last_name = '' THEN 'NAMES' END,
      CASE WHEN p.birth_date IS NULL THEN 'BIRTH_DATE' END,
      CASE WHEN pa.line IS NULL THEN 'ADDRESS' WHEN pa.country <> 'PL' THEN 'ABROAD' END,
      CASE WHEN coalesce(t.office_id, near.office_id) IS NULL THEN 'OFFICE' END,
      CASE WHEN yi.value IS NULL THEN 'PAYER_NIP' END]::text[], NULL) AS codes
  ) lacks
  LEFT JOIN LATERAL (
    SELECT n.id, n.sequence, n.issued_on, n.total, n.digest FROM tax_information n
    WHERE n.taxpayer_id = t.id ORDER BY n.sequence DESC LIMIT 1
  ) last ON true
  LEFT JOIN LATERAL (
    SELECT max(w.recorded_at) AS at FROM tax_written w
    WHERE w.information_id = last.id AND w.kind = 'XML'
  ) files ON true
  LEFT JOIN LATERAL (
    SELECT max(e.on) FILTER (WHERE e.kind = 'SENT') AS sent,
           max(e.on) FILTER (WHERE e.kind = 'ACCEPTED') AS accepted,
           max(e.on) FILTER (WHERE e.kind = 'REJECTED') AS rejected,
           max(e.on) FILTER (WHERE e.kind = 'GIVEN') AS given
    FROM tax_event e WHERE e.information_id = last.id
  ) became ON true
$$;
