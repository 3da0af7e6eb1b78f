-- What: lines whose title names a NIP. It counts only where it fits exactly one account; a NIP of
-- one of our own firms names nobody (rules.py has taken out the one in /IDC/).
-- Takes: payments_chosen. Returns: nothing, fills payments_candidate. Locks: nothing.
INSERT INTO payments_candidate
SELECT chosen.line_id, account.party_id, 'NIP',
       NOT chosen.is_reversal
         AND count(*) OVER (PARTITION BY chosen.line_id, named.nip) = 1,
       jsonb_build_object('nip', named.nip), NULL
FROM payments_chosen AS chosen
CROSS JOIN LATERAL unnest(chosen.nips) AS named(nip)
CROSS JOIN LATERAL (
  SELECT DISTINCT register_survivor(known.party_id) AS party_id
  FROM register_identifier AS known
  WHERE known.kind = 'NIP' AND known.value = named.nip OFFSET 0
) AS identifier
CROSS JOIN LATERAL (
  SELECT kept.party_id FROM ledger_account AS kept
  WHERE kept.party_id = identifier.party_id
    AND kept.creditor_id = chosen.creditor_id AND kept.currency = chosen.currency
    AND NOT kept.is_joined
  OFFSET 0
) AS account
WHERE NOT EXISTS (
  SELECT FROM register_identifier AS own
  JOIN ledger_creditor AS creditor ON creditor.party_id = own.party_id
  WHERE own.kind = 'NIP' AND own.value = named.nip OFFSET 0)
