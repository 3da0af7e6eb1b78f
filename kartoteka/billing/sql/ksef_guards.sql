-- KSeF numbers and what ties documents together are only added to.
-- Takes: nothing. Returns: nothing. Locks: the tables while their triggers are made.
SELECT append_only('billing_ksefinvoice');
SELECT append_only('billing_tie');
