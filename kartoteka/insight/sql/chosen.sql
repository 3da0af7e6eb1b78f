-- What: the head of every report: the accounts asked about.
-- Takes: creditor, party (NULL: all), currency ('': all), members (parties of a group, NULL: all),
-- segment (an entry of the register's dictionaries, NULL: all). Returns: the CTE chosen.
-- Locks: nothing.
WITH chosen AS (
  SELECT account.id, account.party_id, account.creditor_id, account.currency, scheme.country
  FROM ledger_account AS account JOIN ledger_scheme AS scheme ON scheme.code = account.scheme_id
  WHERE (%(creditor)s::bigint IS NULL OR account.creditor_id = %(creditor)s::bigint)
    AND (%(party)s::bigint IS NULL OR account.party_id = %(party)s::bigint)
    AND (%(currency)s = '' OR account.currency = %(currency)s)
    AND (%(members)s::bigint[] IS NULL OR account.party_id = ANY (%(members)s::bigint[]))
    AND (%(segment)s::bigint IS NULL OR account.party_id IN (
      SELECT party_id FROM register_partysegment
      WHERE %(segment)s::bigint IN (priority_id, classification_id, source_id)))),
