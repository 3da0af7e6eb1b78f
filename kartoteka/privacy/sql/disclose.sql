-- What: a disclosure and the persons whom it concerns. The statement that selects the parties is put
-- in at the braces.
-- Takes: the columns of privacy_disclosure; what the selection takes. Returns: nothing.
-- Locks: nothing. Raises privacy_disclosure_of_somebody where the selection is empty.
WITH concerned AS MATERIALIZED (
  SELECT id FROM register_party
  WHERE id IN ({}) AND erased_at IS NULL
), made AS (
  INSERT INTO privacy_disclosure (public_id, disclosed_on, actor, recipient_kind, recipient, scope,
                                  basis, basis_note, way, note, persons)
  SELECT %(public_id)s, %(disclosed_on)s, %(actor)s, %(recipient_kind)s, %(recipient)s,
         %(scope)s::varchar[], %(basis)s, %(basis_note)s, %(way)s, %(note)s, count(*)
  FROM concerned
  RETURNING id
)
INSERT INTO privacy_disclosed (disclosure_id, party_id)
SELECT made.id, concerned.id FROM made, concerned
