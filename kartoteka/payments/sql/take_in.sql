-- What: the lines of the staging table that are not known yet become lines; money that came waits
-- for its customer.
-- Takes: payments_draft. Returns: number of new lines, number of those that wait.
-- Locks: nothing but the new rows; whoever takes the same lines in at once waits for this one.
WITH fresh AS (
  INSERT INTO payments_line
    (statement_id, creditor_id, bank_account, currency, booked_on, value_on, amount, title,
     counterparty_name, counterparty_account, own_account, reference, end_to_end_id, vs, ks, ss,
     is_reversal, place, fingerprint)
  SELECT statement.id, statement.creditor_id, statement.bank_account, draft.currency,
         draft.booked_on, draft.value_on, draft.amount, draft.title, draft.counterparty_name,
         draft.counterparty_account, draft.own_account, draft.reference, draft.end_to_end_id,
         draft.vs, draft.ks, draft.ss, draft.is_reversal, draft.place, draft.fingerprint
  FROM payments_draft AS draft
  JOIN payments_statement AS statement ON statement.fingerprint = draft.statement
  ON CONFLICT (fingerprint) DO NOTHING
  RETURNING id, amount, fingerprint
), waiting AS (
  INSERT INTO payments_waiting (line_id, keys, words, symbols, nips, names)
  SELECT fresh.id, draft.keys, draft.words, draft.symbols, draft.nips, draft.names
  FROM fresh JOIN payments_draft AS draft ON draft.fingerprint = fresh.fingerprint
  WHERE fresh.amount > 0
  RETURNING line_id
)
SELECT (SELECT count(*) FROM fresh), (SELECT count(*) FROM waiting)
