-- What: writes down which entry each advance has become.
-- Takes: advances. Returns: nothing. Locks: the advances.
UPDATE billing_advance AS advance SET entry_id = entry.id
FROM ledger_entry AS entry
WHERE advance.id = ANY (%(advances)s::bigint[])
  AND entry.source = 'billing.plan' AND entry.source_ref = advance.id::text
