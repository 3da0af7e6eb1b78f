-- Moves staged payments of days to which the books are closed to the first open day. Holding the
-- creditors means that nobody closes further before these rows are posted.
-- Takes: ledger_draft. Returns: first open day, how many rows were moved to it.
-- Locks: the creditors of staged payments, FOR SHARE, in order of party.
WITH held AS MATERIALIZED (
  SELECT party_id, closed_until FROM ledger_creditor
  WHERE party_id IN (SELECT creditor_id FROM pg_temp.ledger_draft WHERE paid_on IS NOT NULL)
  ORDER BY party_id FOR SHARE),
moved AS (
  UPDATE pg_temp.ledger_draft AS draft
  SET booked_on = greatest(draft.booked_on, held.closed_until + 1),
      effective_on = greatest(draft.effective_on, held.closed_until + 1)
  FROM held
  WHERE held.party_id = draft.creditor_id AND draft.paid_on <= held.closed_until
  RETURNING draft.effective_on)
SELECT effective_on, count(*) FROM moved GROUP BY effective_on ORDER BY effective_on
