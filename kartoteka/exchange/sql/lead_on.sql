-- When two customers are merged, what the one was called elsewhere leads to the other.
-- Takes: nothing. Returns: nothing. Locks: nothing.
GRANT UPDATE ("row") ON exchange_externalid TO kartoteka_desk;
