-- What: takes the identity out of parties' rows. Kind, country, language and place in the tree stay
-- for statistics; the number becomes one that nothing outside knows.
-- Takes: parties. Returns: nothing. Locks: the rows.
UPDATE register_party SET
  name = '—', number = '—' || id, first_name = '', last_name = '', birth_date = NULL,
  function = '', note = '', is_creditor = false, state = 'ARCHIVED', erased_at = now()
WHERE id = ANY (%(parties)s) AND erased_at IS NULL
