-- What: a statement taken in before that tells of the same days of the same account: in another
-- format and not joined to this one by its balances, or with the very same days and balances.
-- Takes: bank_account, format, first_on, last_on, opening, closing (NULL where not stated).
-- Returns: format, first and last day, file name of the first such one. Locks: nothing.
SELECT known.format, known.first_on, known.last_on, file.name
FROM payments_statement AS known
JOIN payments_file AS file ON file.id = known.file_id
WHERE known.bank_account = %(bank_account)s
  AND NOT known.is_interim
  AND known.first_on <= %(last_on)s AND known.last_on >= %(first_on)s
  AND (
    (known.opening = %(opening)s AND known.closing = %(closing)s
     AND known.first_on = %(first_on)s AND known.last_on = %(last_on)s)
    OR (known.format <> %(format)s
        AND (known.closing = %(opening)s OR known.opening = %(closing)s) IS NOT TRUE)
  )
ORDER BY known.id DESC
LIMIT 1
