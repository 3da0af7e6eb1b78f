-- Takes interest entries back: a correction each, effective on a day, with the number of what it
-- takes back.
-- Takes: entries, on, actor. Returns: correction and interest entry. Locks: the creditors, FOR SHARE.
WITH note AS MATERIALIZED (
  SELECT entry.* FROM ledger_entry entry WHERE entry.id = ANY (%(entries)s::bigint[])),
correction AS (
  INSERT INTO ledger_entry (account_id, side, kind, amount, number, issued_on, booked_on,
                            effective_on, actor, point_id, agreement_id, source, source_ref)
  SELECT account_id, 'CREDIT', 'CORRECTION', amount, number, %(on)s, %(on)s, %(on)s, %(actor)s,
         point_id, agreement_id, 'cancelling', id::text
  FROM note ORDER BY id
  RETURNING id, source_ref::bigint AS note_id)
SELECT correction.id, correction.note_id FROM correction
