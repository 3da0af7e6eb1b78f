-- The row of what the office has chosen, and what of payers and of that choice history keeps.
-- Takes: nothing. Returns: nothing. Locks: the two tables while their triggers are made.
INSERT INTO payments_matching (id) VALUES (1);
SELECT trail_watch('payments_matching', 'id', NULL);
SELECT trail_watch('payments_payer', 'id', NULL, '{bank_account,title}', 'true', '{payments,last_on}');
REVOKE INSERT, DELETE, TRUNCATE ON payments_matching FROM kartoteka_desk;
