-- The ids of the parties with these numbers. Takes: numbers. Returns: number, id. Locks: nothing.
SELECT p.number, p.id
FROM register_party p JOIN unnest(%(numbers)s::text[]) AS wanted (number) ON wanted.number = p.number
