-- Of which agreement each staged rate is, and which kind of contractual interest that makes: by the
-- creditor's country, in Slovakia also by whether the debtor is a consumer.
-- Takes: exchange_staging. Returns: nothing. Locks: nothing.
WITH ours AS MATERIALIZED (
  SELECT books.party_id, party.number, identifier.value AS nip
  FROM ledger_creditor AS books JOIN register_party AS party ON party.id = books.party_id
    LEFT JOIN register_identifier AS identifier
      ON identifier.party_id = party.id AND identifier.kind = 'NIP'),
named AS (
  SELECT staged.n, found.id, found.count,
         staged.creditor <> '' AND NOT EXISTS (
           SELECT FROM ours WHERE staged.creditor IN (ours.number, ours.nip)) AS is_creditor_unknown
  FROM exchange_staging AS staged
    CROSS JOIN LATERAL (
      SELECT min(agreement.id) AS id, count(*) AS count FROM agreements_agreement AS agreement
      WHERE agreement.number = staged.agreement_number
        AND (staged.creditor = '' OR agreement.creditor_id IN (
               SELECT ours.party_id FROM ours WHERE staged.creditor IN (ours.number, ours.nip)))
    ) AS found
  WHERE staged.outcome = 'NEW'),
judged AS (
  SELECT named.n, agreement.id,
         CASE creditor.country WHEN 'PL' THEN 'pl_contractual_delay'
           WHEN 'SK' THEN CASE WHEN party.kind IN ('PERSON', 'HOUSEHOLD')
                               THEN 'sk_contractual_consumer' ELSE 'sk_contractual_commercial' END
         END AS kind,
         CASE WHEN is_creditor_unknown THEN 'unknown_creditor'
              WHEN named.count = 0 THEN 'unknown_agreement'
              WHEN named.count > 1 THEN 'several_agreements' END AS fault
  FROM named LEFT JOIN agreements_agreement AS agreement ON agreement.id = named.id
    LEFT JOIN register_party AS creditor ON creditor.id = agreement.creditor_id
    LEFT JOIN register_party AS party ON party.id = agreement.party_id)
UPDATE exchange_staging AS staged
   SET agreement_id = judged.id, kind = judged.kind, code = judged.fault,
       outcome = CASE WHEN judged.fault IS NULL THEN 'NEW' ELSE 'REJECTED' END,
       field = CASE judged.fault WHEN 'unknown_creditor' THEN 'creditor'
                                 WHEN 'several_agreements' THEN 'creditor'
                                 WHEN 'unknown_agreement' THEN 'agreement_number' END,
       facts = jsonb_build_object('value', CASE judged.fault WHEN 'unknown_creditor'
                                           THEN staged.creditor ELSE staged.agreement_number END)
  FROM judged WHERE judged.n = staged.n
