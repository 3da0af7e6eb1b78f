-- The history of groups and of who is in them.
-- Takes: nothing. Returns: nothing. Locks: the tables while their triggers are made.
SELECT trail_watch('register_partygroup', 'id', NULL);
SELECT trail_watch('register_groupmember', 'id', 'party_id');
