-- The history of trade terms, and that their price group is one.
-- Takes: nothing. Returns: nothing. Locks: the table while its triggers are made.
SELECT register_choices_of('register_tradeterms', 'price_group_id', 'PRICE_GROUP');
SELECT trail_watch('register_tradeterms', 'id', 'party_id');
