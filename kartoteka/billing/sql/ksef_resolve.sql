-- What: whose each invoice of a set is, and whether it is here already: by its KSeF number, or by
-- its own number from elsewhere.
-- Takes: billing_ksef_draft. Returns: nothing, fills creditor_id, party_id, entry_id, outcome, said.
-- Locks: nothing.
UPDATE billing_ksef_draft AS draft
SET creditor_id = seller.party_id,
    party_id = buyer.party_id,
    entry_id = coalesce(known.entry_id, same.id),
    outcome = CASE
      WHEN known.entry_id IS NOT NULL AND known.sha256 = draft.sha256 THEN 'KNOWN'
      WHEN known.entry_id IS NOT NULL THEN 'ksef.other_contents'
      WHEN seller.party_id IS NULL THEN 'ksef.no_creditor'
      WHEN own.issued_on <= seller.closed_until THEN 'ksef.period_closed'
      WHEN buyer.found > 1 THEN 'ksef.several_customers'
      WHEN buyer.party_id IS NULL THEN 'ksef.no_customer'
      WHEN same.id IS NULL THEN 'NEW'
      WHEN same.party_id = buyer.party_id AND same.currency = draft.currency
           AND same.amount = draft.amount AND NOT same.has_ksef THEN 'JOINED'
      ELSE 'ksef.other_document' END,
    said = same.amount || ' ' || same.currency
FROM billing_ksef_draft AS own
  LEFT JOIN LATERAL (
    SELECT kept.entry_id, kept.sha256 FROM billing_ksefinvoice AS kept
    WHERE kept.number = own.ksef
    OFFSET 0) AS known ON true
  LEFT JOIN LATERAL (
    SELECT nip.party_id, creditor.closed_until
    FROM register_identifier AS nip JOIN ledger_creditor AS creditor USING (party_id)
    WHERE nip.kind = 'NIP' AND nip.value = own.seller_nip
    ORDER BY nip.is_head DESC, nip.party_id LIMIT 1) AS seller ON true
  LEFT JOIN LATERAL (
    -- The number that the invoice tells, unless its bearer has another NIP; else who has the NIP,
    -- a head before its units.
    SELECT candidate.party_id, count(*) OVER (PARTITION BY candidate.rank) AS found
    FROM (
      SELECT coalesce(named.merged_into_id, named.id) AS party_id, 0 AS rank
      FROM register_party AS named
      WHERE named.number = nullif(own.customer_number, '')
        AND (own.buyer_nip = '' OR NOT EXISTS (
               SELECT FROM register_identifier AS other
               WHERE other.party_id = coalesce(named.merged_into_id, named.id)
                 AND other.kind = 'NIP' AND other.value <> own.buyer_nip))
      UNION ALL
      SELECT numbered.party_id,
             CASE WHEN numbered.is_head AND numbered.exception_id IS NULL THEN 1 ELSE 2 END
      FROM register_identifier AS numbered
      WHERE (numbered.kind = 'NIP' AND numbered.value = nullif(own.buyer_nip, ''))
         OR (numbered.kind IN ('EU_VAT', 'ICDPH') AND numbered.value = nullif(own.buyer_vat, ''))
    ) AS candidate
    ORDER BY candidate.rank, candidate.party_id LIMIT 1) AS buyer ON true
  LEFT JOIN LATERAL (
    SELECT entry.id, account.party_id, account.currency, entry.amount,
           EXISTS (SELECT FROM billing_ksefinvoice AS has WHERE has.entry_id = entry.id) AS has_ksef
    FROM ledger_entry AS entry JOIN ledger_account AS account ON account.id = entry.account_id
    WHERE NOT own.is_correction
      AND number_key(entry.number) = number_key(own.number) AND entry.number = own.number
      AND entry.side = 'DEBIT' AND entry.debt_id IS NULL AND entry.number <> ''
      AND account.creditor_id = seller.party_id
    ORDER BY entry.id LIMIT 1) AS same ON true
WHERE own.place = draft.place
