-- From which sources the sampled documents came in before, by key and number together.
-- Takes: keys, numbers (as long), sources. Returns: source, count. Locks: nothing.
SELECT entry.source, count(*)
FROM unnest(%(keys)s::text[], %(numbers)s::text[]) AS sampled (key, number)
JOIN ledger_entry AS entry
  ON entry.source = ANY (%(sources)s::text[]) AND entry.source_ref = sampled.key
 AND entry.number = sampled.number
WHERE sampled.key <> ''
GROUP BY entry.source
