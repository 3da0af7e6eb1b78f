-- Takes back the interest that settling has noted, that the withdrawn settlements were on, and on
-- which nothing is settled any more, whichever credit it was noted for: a correction on the same day,
-- settled with it, so that balance and interest are what they were. Its days may be charged again.
-- Takes: ids of the withdrawn settlements, actor. Returns: correction and interest entry.
-- Locks: the creditors, FOR SHARE, and rows of ledger_open (triggers).
WITH note AS MATERIALIZED (
  SELECT DISTINCT entry.id, entry.account_id, entry.amount, entry.effective_on, entry.booked_on,
         entry.point_id, entry.agreement_id
  FROM ledger_settlement used
    JOIN ledger_entry entry ON entry.id = used.debit_id AND entry.source = 'settling'
    JOIN ledger_interestperiod charged ON charged.entry_id = entry.id
      AND charged.cancelled_by_id IS NULL
    JOIN ledger_open open ON open.entry_id = entry.id AND open.amount = entry.amount
  WHERE used.id = ANY (%(ids)s::bigint[])),
correction AS (
  INSERT INTO ledger_entry (account_id, side, kind, amount, issued_on, booked_on, effective_on,
                            actor, point_id, agreement_id, source, source_ref)
  SELECT account_id, 'CREDIT', 'CORRECTION', amount, effective_on, booked_on, effective_on,
         %(actor)s, point_id, agreement_id, 'cancelling', id::text
  FROM note ORDER BY id
  RETURNING id, source_ref::bigint AS note_id)
SELECT correction.id, note.id
FROM correction JOIN note ON note.id = correction.note_id
