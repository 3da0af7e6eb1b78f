-- The history of persons' links and of the uses of contacts; and that a function is one.
-- Takes: nothing. Returns: nothing. Locks: the tables while their triggers are made.
SELECT register_choices_of('register_personlink', 'function_id', 'FUNCTION');
SELECT trail_watch('register_personlink', 'id', 'party_id');
SELECT trail_watch('register_contactuse', 'id', 'party_id', '{}', 'true', ARRAY['channel']);
