-- Sources, mappings and runs keep history; the address of a source is masked in it, how far a run
-- is and what it counted is no part of it. External ids are only ever added.
-- Takes: nothing. Returns: nothing. Locks: the tables while their triggers are made.
SELECT trail_watch('exchange_source', 'id', NULL, ARRAY['secret']);
SELECT trail_watch('exchange_mapping', 'id', NULL);
SELECT trail_watch('exchange_run', 'id', NULL, '{}', 'true', ARRAY['counts', 'job']);
REVOKE UPDATE, TRUNCATE ON exchange_externalid FROM kartoteka_desk;
