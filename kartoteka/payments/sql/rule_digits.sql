-- What: lines whose variable symbol is the digits of a document's number (FV 2026/0012 as 20260012),
-- where no number of a document was found by itself. Certain where exactly that amount is open.
-- Takes: payments_chosen, payments_candidate. Returns: nothing, fills payments_candidate.
-- Locks: nothing.
INSERT INTO payments_candidate
SELECT chosen.line_id, account.party_id, 'DOCUMENT',
       NOT chosen.is_reversal AND open.amount = chosen.amount,
       jsonb_build_object('numbers', jsonb_build_array(entry.number)), ARRAY[entry.id]
FROM payments_chosen AS chosen
CROSS JOIN LATERAL (
  SELECT debit.id, debit.number, debit.account_id FROM ledger_entry AS debit
  WHERE debit.symbol = chosen.symbols[1] AND debit.symbol <> ''
  OFFSET 0
) AS entry
CROSS JOIN LATERAL (
  SELECT kept.party_id FROM ledger_account AS kept
  WHERE kept.id = entry.account_id
    AND kept.creditor_id = chosen.creditor_id AND kept.currency = chosen.currency
  OFFSET 0
) AS account
CROSS JOIN LATERAL (
  SELECT part.amount FROM ledger_open AS part WHERE part.entry_id = entry.id OFFSET 0
) AS open
WHERE cardinality(chosen.symbols) > 0
  AND NOT EXISTS (SELECT FROM payments_candidate AS known
                  WHERE known.line_id = chosen.line_id AND known.rule = 'DOCUMENT')
