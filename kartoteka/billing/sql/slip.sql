-- What: payee and payer of a slip, with the payee's account for slips valid on the day.
-- Takes: party_id, creditor_id, currency, on. Returns: one row, or none without an account
-- between the two. Locks: nothing.
SELECT account.id AS account_id,
       creditor.name AS payee, creditor.country,
       coalesce(bank.iban, '') AS iban,
       coalesce(nip.value, '') AS payee_nip,
       payer.name AS payer, payer.number AS payer_number,
       coalesce(payee_at.street, '') AS payee_street, coalesce(payee_at.building, '') AS payee_building,
       coalesce(payee_at.flat, '') AS payee_flat,
       coalesce(payee_at.postal_code, '') AS payee_postal_code, coalesce(payee_at.city, '') AS payee_city,
       coalesce(payer_at.street, '') AS payer_street, coalesce(payer_at.building, '') AS payer_building,
       coalesce(payer_at.flat, '') AS payer_flat,
       coalesce(payer_at.postal_code, '') AS payer_postal_code, coalesce(payer_at.city, '') AS payer_city
FROM ledger_account AS account
JOIN register_party AS creditor ON creditor.id = account.creditor_id
JOIN register_party AS payer ON payer.id = account.party_id
LEFT JOIN register_identifier AS nip ON nip.party_id = creditor.id AND nip.kind = 'NIP'
LEFT JOIN LATERAL (
  SELECT iban FROM register_bankaccount
  WHERE party_id = creditor.id AND currency IN (account.currency, '')
    AND (valid_from IS NULL OR valid_from <= %(on)s) AND (valid_to IS NULL OR valid_to >= %(on)s)
  ORDER BY is_for_slips DESC, currency = '' , id LIMIT 1
) AS bank ON true
LEFT JOIN LATERAL (
  SELECT street, concat_ws('/', nullif(registration_number, ''), nullif(building, '')) AS building,
         flat, postal_code, city FROM register_address
  WHERE party_id = creditor.id
    AND (valid_from IS NULL OR valid_from <= %(on)s) AND (valid_to IS NULL OR valid_to >= %(on)s)
  ORDER BY kind = 'REGISTERED' DESC, id LIMIT 1
) AS payee_at ON true
LEFT JOIN LATERAL (
  SELECT street, concat_ws('/', nullif(registration_number, ''), nullif(building, '')) AS building,
         flat, postal_code, city FROM register_address
  WHERE party_id = payer.id
    AND (valid_from IS NULL OR valid_from <= %(on)s) AND (valid_to IS NULL OR valid_to >= %(on)s)
  ORDER BY kind = 'REGISTERED' DESC, id LIMIT 1
) AS payer_at ON true
WHERE account.party_id = %(party_id)s AND account.creditor_id = %(creditor_id)s
  AND account.currency = %(currency)s AND NOT account.is_joined
