-- Whom the staged receivables are of and for; those that name nobody we know are rejected, and
-- those that fall into a closed period.
-- Takes: exchange_staging; system, creditor (id for rows that name none). Returns: nothing.
-- Locks: nothing.
WITH named AS (
  SELECT staged.n, coalesce(external."row", numbered.merged_into_id, numbered.id,
                            register_survivor(taxed.party_id)) AS party_id,
         coalesce(creditor.party_id, %(creditor)s) AS creditor_id,
         staged.creditor <> '' AND creditor.party_id IS NULL AS is_creditor_unknown,
         coalesce(nullif(staged.party_external_id, ''), nullif(staged.party_number, ''),
                  staged.party_nip) AS named
  FROM exchange_staging AS staged
  LEFT JOIN exchange_externalid AS external
    ON staged.party_external_id <> '' AND external.system = %(system)s AND external.kind = 'PARTY'
   AND external.external_id = staged.party_external_id
  LEFT JOIN register_party AS numbered
    ON staged.party_number <> '' AND numbered.number = staged.party_number
  LEFT JOIN register_identifier AS taxed
    ON staged.party_nip <> '' AND taxed.kind = 'NIP' AND taxed.is_head
   AND taxed.exception_id IS NULL
   AND taxed.value = staged.party_nip
  LEFT JOIN (
    SELECT ours.party_id, party.number, identifier.value AS nip
    FROM ledger_creditor AS ours JOIN register_party AS party ON party.id = ours.party_id
    LEFT JOIN register_identifier AS identifier
      ON identifier.party_id = party.id AND identifier.kind = 'NIP'
  ) AS creditor ON staged.creditor IN (creditor.number, creditor.nip)
  WHERE staged.outcome = 'NEW'
), judged AS (
  SELECT named.*, CASE
    WHEN named.party_id IS NULL THEN 'unknown_party'
    WHEN is_creditor_unknown OR books.party_id IS NULL THEN 'unknown_creditor'
    WHEN staged.agreement_number <> '' AND NOT EXISTS (
      SELECT FROM agreements_agreement AS agreement
      WHERE agreement.creditor_id = named.creditor_id
        AND agreement.number = staged.agreement_number) THEN 'unknown_agreement'
    WHEN staged.point_number <> '' AND NOT EXISTS (
      SELECT FROM agreements_point AS point WHERE point.number = staged.point_number)
      THEN 'unknown_point'
  END AS fault, books.closed_until
  FROM named JOIN exchange_staging AS staged ON staged.n = named.n
  LEFT JOIN ledger_creditor AS books ON books.party_id = named.creditor_id
)
UPDATE exchange_staging AS staged
   SET party_id = judged.party_id, creditor_id = judged.creditor_id,
       outcome = CASE WHEN fault IS NULL THEN 'NEW' ELSE 'REJECTED' END,
       code = fault,
       field = CASE fault WHEN 'unknown_creditor' THEN 'creditor'
                          WHEN 'unknown_agreement' THEN 'agreement_number'
                          WHEN 'unknown_point' THEN 'point_number'
                          WHEN 'unknown_party' THEN 'party_number' END,
       facts = jsonb_build_object('value', CASE fault
                 WHEN 'unknown_party' THEN judged.named
                 WHEN 'unknown_creditor' THEN staged.creditor
                 WHEN 'unknown_agreement' THEN staged.agreement_number
                 ELSE staged.point_number END, 'until', judged.closed_until)
  FROM judged WHERE judged.n = staged.n
