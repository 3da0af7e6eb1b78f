-- Leaves out the value of a custom field that is not for the kind of party, and notes it.
-- Takes: exchange_staging; key, field, kinds. Returns: nothing. Locks: nothing.
UPDATE exchange_staging AS staged
   SET custom = staged.custom - %(key)s::text,
       notes = coalesce(staged.notes, '[]') || jsonb_build_object(
         'field', %(field)s::text, 'value', left(staged.custom ->> %(key)s::text, 60))
  FROM exchange_staging AS same LEFT JOIN register_party AS party ON party.id = same.target
 WHERE same.n = staged.n AND staged.custom ? %(key)s::text
   AND coalesce(party.kind, staged.kind) <> ALL (%(kinds)s::text[])
