-- Rows without a number get the next free ones of the register's own series; then the staging is
-- analysed, because the statements that follow join it.
-- Takes: nothing. Returns: nothing. Locks: nothing.
UPDATE register_staging SET number = register_next_number() WHERE number = '';
ANALYZE register_staging;
INSERT INTO register_staged_identifier (n, id, is_head, rank, kind, value, value_hash)
SELECT s.n, s.id, s.parent_number = '', v.rank, v.kind, v.value, v.value_hash
FROM register_staging s CROSS JOIN LATERAL (VALUES
  (1, 'NIP', s.nip, NULL::bytea), (2, 'REGON', s.regon, NULL), (3, 'KRS', s.krs, NULL),
  (4, 'PESEL', s.pesel, s.pesel_hash), (5, 'ICO', s.ico, NULL), (6, 'DIC', s.dic, NULL),
  (7, 'ICDPH', s.icdph, NULL), (8, 'EU_VAT', s.eu_vat, NULL), (9, 'RC', s.rc, s.rc_hash)
) AS v (rank, kind, value, value_hash)
WHERE v.value <> '';
ANALYZE register_staged_identifier;
