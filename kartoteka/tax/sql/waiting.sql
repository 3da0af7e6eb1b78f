-- How much of a year is left to do: taxpayers to be told to the tax office (to be decided, issued,
-- corrected or sent), and those to be told themselves. Takes: year. Returns: two numbers.
-- Locks: nothing.
SELECT count(*) FILTER (WHERE w.is_unready OR w.sent IS NULL),
       count(*) FILTER (WHERE w.is_unready OR w.given IS NULL)
FROM (
  SELECT last.id IS NULL OR last.digest <> s.digest AS is_unready, became.sent, became.given
  FROM tax_taxpayer t
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(i.pln) FILTER (WHERE i.state = 'COUNTED'), 0) AS total,
      count(*) FILTER (WHERE i.state = 'OPEN' OR (i.state = 'COUNTED' AND i.pln IS NULL)) AS open,
      md5(coalesce(string_agg(concat_ws(':', i.id, i.kind, i.pln), ',' ORDER BY i.id)
                   FILTER (WHERE i.state = 'COUNTED'), '')) AS digest
    FROM tax_item i WHERE i.taxpayer_id = t.id
  ) s
  LEFT JOIN LATERAL (
    SELECT n.id, n.digest FROM tax_information n
    WHERE n.taxpayer_id = t.id ORDER BY n.sequence DESC LIMIT 1
  ) last ON true
  LEFT JOIN LATERAL (
    SELECT max(e.on) FILTER (WHERE e.kind IN ('SENT', 'ACCEPTED')) AS sent,
           max(e.on) FILTER (WHERE e.kind = 'GIVEN') AS given
    FROM tax_event e WHERE e.information_id = last.id
  ) became ON true
  WHERE t.year = %(year)s AND (last.id IS NOT NULL OR s.total > 0 OR s.open > 0)
) w
