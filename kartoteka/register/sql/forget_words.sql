-- What: words of which no name is left.
-- Takes: parties; register_search still has their old names only where they are not erased, so the
-- words are looked for in the history of this transaction. Returns: nothing. Locks: the rows.
DELETE FROM register_word
WHERE word IN (
    SELECT unnest(string_to_array(fold(change.old_values ->> 'name'), ' '))
    FROM trail_change AS change
    WHERE change.party_id = ANY (%(parties)s) AND change.table_name = 'register_party'
      AND change.old_values ? 'name')
  AND NOT EXISTS (
    SELECT FROM register_search AS active
    WHERE NOT active.is_archived AND active.body LIKE '%% ' || register_word.word || ' %%')
  AND NOT EXISTS (
    SELECT FROM register_search AS archived
    WHERE archived.is_archived AND archived.body LIKE '%% ' || register_word.word || ' %%')
