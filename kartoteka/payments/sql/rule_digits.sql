-- What: lines whose variable symbol is the digits of a document's number (FV 2026/0012 as 20260012),
-- where no number of a document was found by itself and exactly that amount is open.
-- Takes: payments_chosen, payments_candidate. Returns: nothing, fills payments_candidate.
-- Locks: nothing.
INSERT INTO payments_candidate
SELECT chosen.line_id, account.party_id, 'DOCUMENT', NOT chosen.is_reversal,
       jsonb_build_object('numbers', jsonb_build_array(entry.number)), ARRAY[entry.id]
FROM payments_chosen AS chosen
JOIN payments_waiting AS waiting
  ON waiting.line_id = chosen.line_id AND cardinality(waiting.symbols) > 0
JOIN ledger_account AS account
  ON account.creditor_id = chosen.creditor_id AND account.currency = chosen.currency
JOIN ledger_open AS open
  ON open.account_id = account.id AND open.side = 'DEBIT' AND open.amount = chosen.amount
JOIN ledger_entry AS entry
  ON entry.id = open.entry_id AND entry.number <> '' AND entry.debt_id IS NULL
WHERE ltrim(regexp_replace(entry.number, '[^0-9]', '', 'g'), '0') = waiting.symbols[1]
  AND NOT EXISTS (SELECT FROM payments_candidate AS known
                  WHERE known.line_id = chosen.line_id AND known.rule = 'DOCUMENT')
