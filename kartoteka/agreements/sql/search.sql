-- What: parties whose point or agreement number begins with the text; case, diacritics and
-- separators count for nothing.
-- Takes: text, limit. Returns: party_id, the number found. Locks: nothing.
-- fold() leaves letters and digits only, so the text brings no pattern of its own.
SELECT hit.party_id, hit.number
FROM (
  SELECT point.party_id, point.number
  FROM agreements_point AS point
  WHERE replace(fold(point.number), ' ', '')
    LIKE (replace(fold(%(text)s), ' ', '') || '%%')
  UNION
  SELECT agreement.party_id, agreement.number
  FROM agreements_agreement AS agreement
  WHERE replace(fold(agreement.number), ' ', '')
    LIKE (replace(fold(%(text)s), ' ', '') || '%%')
) AS hit
WHERE fold(%(text)s) <> ''
ORDER BY hit.number
LIMIT %(limit)s
