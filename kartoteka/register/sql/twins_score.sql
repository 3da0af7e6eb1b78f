-- Scores the pairs; those that are alike enough are kept, new ones as open. What somebody decided
-- about stays decided; an open pair that is not alike any more goes.
-- Takes: least (score). Returns: pairs compared, new, still open, gone. Locks: the pairs.
WITH alike AS MATERIALIZED (  -- the score alone: most pairs are not worth their reasons
  SELECT pair.first_id, pair.second_id, pair.one, pair.other
  FROM (  -- OFFSET 0: pairs first, lest everybody be compared with everybody
    SELECT met.first_id, met.second_id, ROW(one.*)::register_features AS one,
           ROW(other.*)::register_features AS other
    FROM register_finding_pair AS met
    JOIN register_finding AS one ON one.party_id = met.first_id
    JOIN register_finding AS other ON other.party_id = met.second_id
    OFFSET 0) AS pair
  CROSS JOIN LATERAL register_likeness(pair.one, pair.other) AS likeness
  WHERE likeness.score >= %(least)s),
scored AS MATERIALIZED (
  SELECT alike.first_id, alike.second_id, likeness.score, likeness.reasons
  FROM alike CROSS JOIN LATERAL register_likeness(alike.one, alike.other) AS likeness),
known AS MATERIALIZED (
  SELECT twin.id, scored.score, scored.reasons
  FROM scored JOIN register_twin AS twin USING (first_id, second_id) WHERE twin.state = 'OPEN'),
rescored AS (
  UPDATE register_twin AS twin SET score = known.score, reasons = known.reasons
  FROM known
  WHERE twin.id = known.id AND (twin.score, twin.reasons) IS DISTINCT FROM (known.score, known.reasons)),
gone AS (
  DELETE FROM register_twin AS twin
  WHERE twin.state = 'OPEN' AND NOT EXISTS (SELECT FROM known WHERE known.id = twin.id)
    AND NOT EXISTS (SELECT FROM register_party AS party
                    WHERE party.id IN (twin.first_id, twin.second_id)
                      AND party.merged_into_id IS NOT NULL)
  RETURNING 1),
made AS (
  INSERT INTO register_twin (first_id, second_id, score, reasons)
  SELECT first_id, second_id, score, reasons FROM scored
  WHERE NOT EXISTS (SELECT FROM register_twin AS twin
                    WHERE twin.first_id = scored.first_id AND twin.second_id = scored.second_id)
  ORDER BY score DESC, first_id, second_id
  ON CONFLICT DO NOTHING
  RETURNING 1)
SELECT (SELECT count(*) FROM register_finding_pair), (SELECT count(*) FROM made),
       (SELECT count(*) FROM known), (SELECT count(*) FROM gone)
