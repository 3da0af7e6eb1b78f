-- Under which names of programs the sampled parties came in before, by id and name together.
-- Takes: ids, names (as long), systems. Returns: system, count. Locks: nothing.
SELECT external.system, count(*)
FROM unnest(%(ids)s::text[], %(names)s::text[]) AS sampled (id, name)
JOIN exchange_externalid AS external
  ON external.system = ANY (%(systems)s::text[]) AND external.kind = 'PARTY'
 AND external.external_id = sampled.id
JOIN register_party AS party
  ON party.id = external."row" AND fold(party.name) = fold(sampled.name)
WHERE sampled.id <> ''
GROUP BY external.system
