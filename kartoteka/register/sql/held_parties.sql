-- What: the parties that the signed-in login of the portal holds.
-- Takes: nothing; the transaction has set the session's key. Returns: one row a party.
-- Locks: nothing.
SELECT id, public_id, number, name, kind
FROM register_party
WHERE id = ANY ((SELECT portal_parties())::bigint[])
ORDER BY name, id
