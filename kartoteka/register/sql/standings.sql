-- What outside registers say now of a party; what is about another number or account than the
-- party's of today is left out.
-- Takes: party. Returns: a row a standing, numbers before accounts. Locks: nothing.
SELECT s.about, s.account_id, s.iban, s.number, s.status, s.way, s.as_of,
       e.public_id, coalesce(e.provider_id, ''), s.failed_at, s.failed_why
FROM register_standing s
  LEFT JOIN trail_evidence e ON e.id = s.evidence_id
  LEFT JOIN register_bankaccount a ON a.id = s.account_id
WHERE s.party_id = %(party)s::bigint
  AND CASE WHEN s.about = 'ACCOUNT' THEN a.iban = s.iban
      ELSE EXISTS (SELECT FROM register_identifier i
                   WHERE i.party_id = s.party_id AND i.value = s.number) END
ORDER BY s.about DESC, s.account_id
