-- What: a disclosure and the persons whom it concerns. The statement that selects the parties is put
-- in at the braces.
-- Takes: the columns of privacy_disclosure, with of_ in front, and of_zone (the office's, in which
-- it is today where no day is given); what the selection takes. Returns: nothing. Locks: nothing.
-- Raises privacy_disclosure_of_somebody where the selection is empty.
WITH concerned AS MATERIALIZED (
  SELECT id FROM register_party
  WHERE id IN ({}) AND erased_at IS NULL
), made AS (
  INSERT INTO privacy_disclosure (public_id, disclosed_on, actor, recipient_kind, recipient, scope,
                                  basis, basis_note, way, note, names_others,
                                  persons)
  SELECT %(of_public_id)s,
         coalesce(%(of_disclosed_on)s::date, (now() AT TIME ZONE %(of_zone)s)::date),
         %(of_actor)s, %(of_recipient_kind)s, %(of_recipient)s, %(of_scope)s::varchar[],
         %(of_basis)s, %(of_basis_note)s, %(of_way)s, %(of_note)s,
         %(of_names_others)s, count(*)
  FROM concerned
  RETURNING id
)
INSERT INTO privacy_disclosed (disclosure_id, party_id)
SELECT made.id, concerned.id FROM made, concerned
