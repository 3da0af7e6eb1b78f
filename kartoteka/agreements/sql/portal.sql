-- What a customer may read of points and agreements: the own ones.
-- Takes: nothing. Returns: nothing. Locks: the tables named, for a moment.
SELECT portal_may_read('agreements_point', 'party_id = ANY ((SELECT portal_parties())::bigint[])',
  '{id, public_id, number, party_id, name, address}');
SELECT portal_may_read('agreements_agreement',
  'party_id = ANY ((SELECT portal_parties())::bigint[])',
  '{id, public_id, number, party_id, creditor_id, point_id, valid_from, valid_to}');
