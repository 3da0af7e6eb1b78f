-- Rejects new parties without a value of a custom field that their kind of party must have.
-- Takes: exchange_staging; key, field, kinds (none: all). Returns: nothing. Locks: nothing.
UPDATE exchange_staging
   SET outcome = 'REJECTED', field = %(field)s::text, code = 'custom_missing', facts = '{}'
 WHERE outcome = 'NEW' AND target IS NULL AND NOT coalesce(custom ? %(key)s::text, false)
   AND (cardinality(%(kinds)s::text[]) = 0 OR kind = ANY (%(kinds)s::text[]))
