-- Turns the customer numbers of a custom field into links; rows whose number is nobody's, or not a
-- person's where one is asked for, are rejected.
-- Takes: exchange_staging; key, field, person. Returns: nothing. Locks: nothing.
UPDATE exchange_staging AS staged
   SET custom = staged.custom || jsonb_build_object(%(key)s::text, party.id)
  FROM register_party AS party
 WHERE staged.custom ? %(key)s::text AND party.number = staged.custom ->> %(key)s::text
   AND (NOT %(person)s::boolean OR party.kind IN ('PERSON', 'SOLE_TRADER')
        OR party.place = 'CONTACT');
UPDATE exchange_staging
   SET outcome = 'REJECTED', field = %(field)s::text, code = 'custom_not_there',
       facts = jsonb_build_object('value', custom ->> %(key)s::text)
 WHERE outcome = 'NEW' AND jsonb_typeof(custom -> %(key)s::text) = 'string'
