-- The first staged activity whose parent is neither staged nor there. A division that is there
-- already keeps its section.
-- Takes: nothing. Returns: code, parent. Locks: nothing.
SELECT s.code, s.parent
FROM register_activity_staging s
WHERE s.level > 1
  AND NOT EXISTS (SELECT FROM register_activity_staging p
                  WHERE p.scheme = s.scheme AND p.code = s.parent)
  AND NOT EXISTS (SELECT FROM register_activity p
                  WHERE p.scheme = s.scheme AND p.code = s.parent)
  AND NOT (s.level = 2 AND s.parent = '' AND EXISTS (
    SELECT FROM register_activity known WHERE known.scheme = s.scheme AND known.code = s.code))
ORDER BY s.n
LIMIT 1
