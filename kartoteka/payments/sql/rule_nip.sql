-- What: lines whose title names a NIP. It counts only where it fits exactly one account; a NIP of
-- one of our own firms names nobody (rules.py has taken out the one in /IDC/).
-- Takes: payments_chosen. Returns: nothing, fills payments_candidate. Locks: nothing.
INSERT INTO payments_candidate
SELECT chosen.line_id, account.party_id, 'NIP',
       NOT chosen.is_reversal
         AND count(*) OVER (PARTITION BY chosen.line_id, named.nip) = 1,
       jsonb_build_object('nip', named.nip), NULL
FROM payments_chosen AS chosen
JOIN payments_waiting AS waiting ON waiting.line_id = chosen.line_id
CROSS JOIN LATERAL unnest(waiting.nips) AS named(nip)
JOIN register_identifier AS identifier ON identifier.kind = 'NIP' AND identifier.value = named.nip
JOIN ledger_account AS account
  ON account.party_id = identifier.party_id AND account.creditor_id = chosen.creditor_id
 AND account.currency = chosen.currency
WHERE NOT EXISTS (
  SELECT FROM register_identifier AS own
  JOIN ledger_creditor AS creditor ON creditor.party_id = own.party_id
  WHERE own.kind = 'NIP' AND own.value = named.nip)
