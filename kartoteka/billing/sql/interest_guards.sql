-- Interest notes are only added to.
-- Takes: nothing. Returns: nothing. Locks: the tables while their triggers are made.
SELECT append_only('billing_interestnote');
SELECT append_only('billing_interestline');
