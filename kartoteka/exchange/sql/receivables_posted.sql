-- Which entries the new receivables have become.
-- Takes: exchange_staging; source. Returns: nothing. Locks: nothing.
UPDATE exchange_staging AS staged
   SET target = entry.id
  FROM ledger_entry AS entry
 WHERE staged.outcome = 'NEW' AND entry.source = %(source)s AND entry.source_ref = staged.key
