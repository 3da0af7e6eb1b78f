-- How many of the numbers are customer numbers of ours.
-- Takes: numbers. Returns: count. Locks: nothing.
SELECT count(*) FROM register_party WHERE number <> '' AND number = ANY (%(numbers)s::text[])
