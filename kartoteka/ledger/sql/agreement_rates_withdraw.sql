-- Rates that give way to a shorter one are taken back.
-- Takes: ledger_agreementrate_ended; actor. Returns: nothing. Locks: the rows.
UPDATE ledger_agreementrate AS rate
   SET withdrawn_at = statement_timestamp(), withdrawn_by = %(actor)s::bigint
  FROM ledger_agreementrate_ended AS ended
 WHERE ended.id = rate.id AND rate.withdrawn_at IS NULL
