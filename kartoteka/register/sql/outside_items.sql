-- Puts the questions of a run into the queue: of a check of VAT status one for each active party
-- with a NIP (by the file of the day where it has a Polish account, else by search), each of its
-- Polish accounts, and each EU VAT number; of a comparison one for each party with a NIP, REGON or
-- IČO.
-- Takes: run, kind, parties (ids, or NULL for all), by. Returns: nothing. Locks: nothing.
WITH chosen AS (
  SELECT p.id,
         max(i.value) FILTER (WHERE i.kind = 'NIP') AS nip,
         max(i.value) FILTER (WHERE i.kind = 'REGON') AS regon,
         max(i.value) FILTER (WHERE i.kind = 'ICO') AS ico,
         coalesce(max(i.value) FILTER (WHERE i.kind = 'ICDPH'),
                  max(i.value) FILTER (WHERE i.kind = 'EU_VAT')) AS eu_vat
  FROM register_party p JOIN register_identifier i ON i.party_id = p.id
  WHERE p.state = 'ACTIVE'
    AND (%(parties)s::bigint[] IS NULL OR p.id = ANY (%(parties)s::bigint[]))
  GROUP BY p.id
), accounts AS (
  SELECT c.id AS party_id, c.nip, b.id AS account_id, b.iban
  FROM chosen c JOIN register_bankaccount b ON b.party_id = c.id
  WHERE c.nip IS NOT NULL AND b.iban ~ '^PL[0-9]{26}$' AND %(kind)s = 'VAT'
), items AS (
  SELECT c.id, 'VAT' AS about, 'NIP' AS number_kind, c.nip AS number, NULL::bigint AS account_id,
         '' AS iban,
         CASE WHEN EXISTS (SELECT FROM accounts a WHERE a.party_id = c.id)
              THEN 'FILE' ELSE 'SEARCH' END AS way
  FROM chosen c WHERE c.nip IS NOT NULL AND %(kind)s = 'VAT'
  UNION ALL
  SELECT party_id, 'ACCOUNT', 'NIP', nip, account_id, iban, 'FILE' FROM accounts
  UNION ALL
  SELECT id, 'EU_VAT', 'EU_VAT', eu_vat, NULL, '', 'VIES' FROM chosen
  WHERE eu_vat IS NOT NULL AND %(kind)s = 'VAT'
  UNION ALL
  SELECT id, 'SUBJECT', CASE WHEN ico IS NOT NULL THEN 'ICO' WHEN nip IS NOT NULL THEN 'NIP'
                             ELSE 'REGON' END,
         coalesce(ico, nip, left(regon, 9)), NULL, '',
         CASE WHEN ico IS NOT NULL THEN 'RPO' ELSE 'BIR' END
  FROM chosen WHERE %(kind)s = 'REFRESH' AND (ico IS NOT NULL OR nip IS NOT NULL OR regon IS NOT NULL)
)
INSERT INTO register_enquiry
  (run_id, party_id, about, number_kind, number, account_id, iban, way, asked_by)
SELECT %(run)s, id, about, number_kind, number, account_id, iban, way, %(by)s
FROM items ORDER BY way, number, id
