-- What: the accounts of a creditor to which payments go, one for each currency ('': any).
-- Takes: creditor, on. Returns: currency, account. Locks: nothing.
SELECT DISTINCT ON (currency) currency, iban FROM register_bankaccount
WHERE party_id = %(creditor)s::bigint
  AND (valid_from IS NULL OR valid_from <= %(on)s::date)
  AND (valid_to IS NULL OR valid_to >= %(on)s::date)
ORDER BY currency, is_for_slips DESC, id
