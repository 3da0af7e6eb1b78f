-- Writes what is new and what is changed; who was the first choice of a group until now gives way.
-- Takes: register_part. Returns: nothing. Locks: the changed rows.
UPDATE {table} AS present SET {unflagged}
  FROM (SELECT x.party_id, x.target, {flag_group} AS flag_group, {during} AS during
        FROM register_part AS x WHERE x.outcome IN ('NEW', 'CHANGED') AND ({flag})) AS s,
       (SELECT x.{key} AS id, x.party_id, {flag_group} AS flag_group, {during} AS during
        FROM {table} AS x WHERE ({flag})
          AND x.party_id IN (SELECT party_id FROM register_part)) AS t
 WHERE t.party_id = s.party_id AND t.flag_group = s.flag_group AND t.during && s.during
   AND t.id IS DISTINCT FROM s.target AND present.{key} = t.id;
UPDATE {table} AS t SET {assigned}
  FROM register_part AS s WHERE s.outcome = 'CHANGED' AND t.{key} = s.target;
INSERT INTO {table} (party_id, {columns})
SELECT party_id, {columns} FROM register_part WHERE outcome = 'NEW' ORDER BY n
