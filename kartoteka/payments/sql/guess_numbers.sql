-- What: whom numbers with a slip, or glued to something, may name: customers, agreements, documents;
-- and whose number a cut title begins, all but two signs, where the amount is that of an open document.
-- Takes: payments_clue, payments_undecided. Returns: nothing, fills payments_guess. Locks: nothing.
INSERT INTO payments_guess
SELECT clue.line_id, found.party_id, clue.kind, found.number, found.debt_id
FROM payments_clue AS clue
JOIN payments_undecided AS line ON line.line_id = clue.line_id
CROSS JOIN LATERAL (
  SELECT register_survivor(search.party_id) AS party_id, party.number, NULL::bigint AS debt_id
  FROM register_search AS search
  CROSS JOIN LATERAL (
    SELECT one.number FROM register_party AS one WHERE one.id = search.party_id OFFSET 0
  ) AS party
  WHERE search.number = clue.key
  UNION ALL
  SELECT signed.party_id, signed.number, NULL FROM agreements_agreement AS signed
  WHERE replace(fold(signed.number), ' ', '') = clue.key AND signed.creditor_id = line.creditor_id
  UNION ALL
  SELECT account.party_id, debit.number, debit.id FROM ledger_entry AS debit
  CROSS JOIN LATERAL (
    SELECT kept.party_id FROM ledger_account AS kept
    WHERE kept.id = debit.account_id AND kept.creditor_id = line.creditor_id
      AND kept.currency = line.currency
    OFFSET 0
  ) AS account
  WHERE number_key(debit.number) = clue.key
    AND debit.side = 'DEBIT' AND debit.debt_id IS NULL AND debit.number <> ''
) AS found
WHERE clue.kind IN ('SLIP', 'GLUED')
UNION ALL
SELECT line.line_id, register_survivor(search.party_id), 'CUT', NULL, NULL
FROM payments_undecided AS line
JOIN register_search AS search ON search.number >= line.cut AND search.number < line.cut || ':'
CROSS JOIN LATERAL (
  SELECT account.id FROM ledger_account AS account
  WHERE account.party_id = search.party_id AND account.creditor_id = line.creditor_id
    AND account.currency = line.currency
  OFFSET 0
) AS account
WHERE line.cut <> '' AND length(search.number) <= length(line.cut) + 2
  AND EXISTS (SELECT FROM ledger_open AS open
              WHERE open.account_id = account.id AND open.side = 'DEBIT'
                AND open.amount = line.amount)
