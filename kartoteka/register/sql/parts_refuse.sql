-- Refuses the staged rows of which the condition holds.
-- Takes: register_part; field, code. Returns: nothing. Locks: nothing.
UPDATE register_part AS s
   SET outcome = 'REJECTED', field = %(field)s::text, code = %(code)s::text, facts = '{{}}'
 WHERE s.outcome IN ('NEW', 'CHANGED') AND ({condition})
