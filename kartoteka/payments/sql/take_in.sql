-- What: the lines of the staging table that are not known yet become lines; money that came is
-- looked at by the matching that follows in the same transaction.
-- Takes: payments_draft. Returns: number of new lines; fills payments_chosen.
-- Locks: the new rows; taking_in.py holds their bank accounts, so that nobody adds them meanwhile.
WITH fresh AS (
  INSERT INTO payments_line
    (statement_id, creditor_id, bank_account, currency, booked_on, value_on, amount, title,
     counterparty_name, counterparty_account, own_account, reference, end_to_end_id, vs, ks, ss,
     is_reversal, place, fingerprint, kind, breakdown)
  SELECT statement.id, statement.creditor_id, statement.bank_account, draft.currency,
         draft.booked_on, draft.value_on, draft.amount, draft.title, draft.counterparty_name,
         draft.counterparty_account, draft.own_account, draft.reference, draft.end_to_end_id,
         draft.vs, draft.ks, draft.ss, draft.is_reversal, draft.place, draft.fingerprint,
         draft.kind, draft.breakdown
  FROM payments_draft AS draft
  JOIN payments_statement AS statement ON statement.fingerprint = draft.statement
  WHERE NOT EXISTS (SELECT FROM payments_line AS line
                    WHERE line.fingerprint = draft.fingerprint OFFSET 0)
  ORDER BY draft.ctid  -- as they were copied in, so as they stand in the file
  RETURNING id, creditor_id, fingerprint
), chosen AS (
  INSERT INTO payments_chosen
  SELECT fresh.id, fresh.creditor_id, draft.currency, draft.amount, draft.own_account,
         draft.counterparty_account, draft.is_reversal, draft.keys, draft.words, draft.symbols,
         draft.nips, draft.names, true
  FROM fresh JOIN payments_draft AS draft ON draft.fingerprint = fresh.fingerprint
  WHERE draft.amount > 0
)
SELECT count(*) FROM fresh
