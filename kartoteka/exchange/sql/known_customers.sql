-- How many of the ids are customers' in each of the programs.
-- Takes: ids, systems. Returns: system, count. Locks: nothing.
SELECT system, count(*)
FROM exchange_externalid
WHERE system = ANY (%(systems)s::text[]) AND kind = 'PARTY' AND external_id = ANY (%(ids)s::text[])
GROUP BY system
