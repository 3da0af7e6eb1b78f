-- Addresses that are taken from a register of firms, one row for each party.
-- Takes: nothing. Returns: nothing. Locks: nothing.
DROP TABLE IF EXISTS pg_temp.register_taking;
CREATE TEMPORARY TABLE register_taking (
  party_id bigint PRIMARY KEY, street text NOT NULL, building text NOT NULL, flat text NOT NULL,
  postal_code text NOT NULL, city text NOT NULL, country text NOT NULL
) ON COMMIT DROP
