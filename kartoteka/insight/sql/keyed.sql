-- What: each line with the key of the row of the report in which it is counted; in every group of
-- its customer once. A month is a key like 202611: of the due date for what stands open, of the
-- effective day for what was posted, and what lies before a period counts to its first month.
-- '' counts all in one.
-- Takes: by, on, first (day of the period); by_hand (groups whose members are kept), found and
-- found_in (parties and the groups by conditions that have found them): all empty unless by group.
-- Returns: the CTE keyed. Locks: nothing.
keyed AS (
  SELECT line.*,
         CASE %(by)s WHEN 'customer' THEN line.party_id WHEN 'creditor' THEN line.creditor_id
                     WHEN 'point' THEN line.point_id
                     WHEN 'agreement' THEN line.agreement_id WHEN 'group' THEN member.group_id
                     WHEN 'priority' THEN segment.priority_id
                     WHEN 'classification' THEN segment.classification_id
                     WHEN 'source' THEN segment.source_id
                     WHEN 'month' THEN to_char(greatest(line.day, %(first)s::date),
                                               'YYYYMM')::bigint END AS key
  FROM line
    LEFT JOIN (
      SELECT party_id, group_id FROM register_groupmember
      WHERE group_id = ANY (%(by_hand)s::bigint[]) AND valid_from <= %(on)s::date
        AND (valid_to IS NULL OR valid_to >= %(on)s::date)
      UNION ALL
      SELECT * FROM unnest(%(found)s::bigint[], %(found_in)s::bigint[])
    ) AS member(party_id, group_id) ON member.party_id = line.party_id
    LEFT JOIN register_partysegment AS segment ON segment.party_id = line.party_id
      AND %(by)s IN ('priority', 'classification', 'source')),
