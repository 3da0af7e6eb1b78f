-- Rejects rows whose value of a custom field does not have the form that is asked for.
-- Takes: exchange_staging; key, field, pattern. Returns: nothing. Locks: nothing.
UPDATE exchange_staging
   SET outcome = 'REJECTED', field = %(field)s::text, code = 'custom_pattern',
       facts = jsonb_build_object('value', left(custom ->> %(key)s::text, 60))
 WHERE outcome = 'NEW' AND custom ? %(key)s::text
   AND custom ->> %(key)s::text !~ ('^(?:' || %(pattern)s::text || ')$')
