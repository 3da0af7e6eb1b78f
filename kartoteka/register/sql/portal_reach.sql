-- What a customer's own pages need besides to write an address as its country does.
-- Takes: nothing. Returns: nothing. Locks: nothing.
GRANT SELECT (registration_number, post_office) ON register_address TO kartoteka_portal
