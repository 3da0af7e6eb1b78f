-- Tells of the parties that were archived, and of those that were not.
-- Takes: exchange_staging; rows, refused (numbers of rows). Returns: nothing. Locks: nothing.
UPDATE exchange_staging
   SET outcome = CASE WHEN outcome = 'SAME' THEN 'CHANGED' ELSE outcome END,
       changes = coalesce(changes, '{}') || '{"state": ["ACTIVE", "ARCHIVED"]}'
 WHERE n = ANY (%(rows)s::bigint[]) AND outcome <> 'NEW';
UPDATE exchange_staging
   SET notes = coalesce(notes, '[]')
         || '[{"field": "state", "value": "", "code": "under_it", "facts": {}}]'
 WHERE n = ANY (%(refused)s::bigint[])
