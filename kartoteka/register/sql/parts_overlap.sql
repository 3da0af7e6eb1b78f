-- Refuses rows of the same {{slot}} that would be valid on the same day as one of ours or as an
-- earlier row; but of those without end one gives way to a later one where {{follows}} holds.
-- Takes: register_part. Returns: nothing. Locks: nothing.
UPDATE register_part AS staged SET valid_to = known.next_from - 1
  FROM (SELECT x.n, ({follows}) AS gives_way, lead(x.valid_from)
          OVER (PARTITION BY x.party_id, {slot} ORDER BY x.valid_from NULLS FIRST, x.n) AS next_from
        FROM register_part AS x WHERE x.outcome = 'NEW' AND x.valid_to IS NULL) AS known
 WHERE known.n = staged.n AND known.gives_way
   AND known.next_from > coalesce(staged.valid_from, known.next_from - 1);
WITH laid AS MATERIALIZED (
  SELECT NULL::bigint AS n, x.party_id, {slot} AS slot, x.valid_from, x.valid_to,
         ({follows}) AND x.valid_to IS NULL AS gives_way
  FROM {table} AS x
  WHERE x.party_id IN (SELECT party_id FROM register_part)
    AND NOT EXISTS (SELECT FROM register_part AS meant WHERE meant.target = x.{key})
  UNION ALL
  SELECT x.n, x.party_id, {slot}, x.valid_from, x.valid_to, false
  FROM register_part AS x
  WHERE x.outcome IN ('NEW', 'CHANGED') OR (x.outcome = 'SAME' AND x.target IS NOT NULL)
), found AS (
  SELECT mine.n, min(other.n) AS first
  FROM laid AS mine JOIN laid AS other
    ON other.party_id = mine.party_id AND other.slot = mine.slot
   AND (other.n IS NULL OR other.n < mine.n)
   AND daterange(other.valid_from, other.valid_to, '[]')
    && daterange(mine.valid_from, mine.valid_to, '[]')
   AND NOT (other.gives_way AND mine.valid_to IS NULL
            AND mine.valid_from > coalesce(other.valid_from, mine.valid_from - 1))
  WHERE mine.n IS NOT NULL GROUP BY mine.n
)
UPDATE register_part AS s
   SET outcome = 'REJECTED', field = 'valid_from',
       code = CASE WHEN found.first IS NULL THEN 'overlaps' ELSE 'overlaps_row' END,
       facts = jsonb_build_object('row', found.first)
  FROM found WHERE found.n = s.n AND s.outcome IN ('NEW', 'CHANGED');
UPDATE {table} AS present SET valid_to = next.valid_from - 1
  FROM (SELECT DISTINCT ON (t.id) t.id, s.valid_from
        FROM (SELECT x.{key} AS id, x.party_id, x.valid_from, {slot} AS slot FROM {table} AS x
              WHERE x.valid_to IS NULL AND ({follows})
                AND x.party_id IN (SELECT party_id FROM register_part)
                AND NOT EXISTS (SELECT FROM register_part AS meant
                                WHERE meant.target = x.{key})) AS t
        JOIN (SELECT x.party_id, x.valid_from, {slot} AS slot FROM register_part AS x
              WHERE x.outcome = 'NEW' AND x.valid_to IS NULL) AS s
          ON s.party_id = t.party_id AND s.slot = t.slot
         AND s.valid_from > coalesce(t.valid_from, s.valid_from - 1)
        ORDER BY t.id, s.valid_from) AS next
 WHERE present.{key} = next.id
