-- What was posted to accounts since a merge brought them to another party.
-- Takes: accounts, merge. Returns: entries, and how many of them are transfers. Locks: nothing.
SELECT count(*), count(*) FILTER (WHERE entry.kind = 'TRANSFER')
FROM register_merge merged
  JOIN ledger_entry entry ON entry.account_id = ANY (%(accounts)s::bigint[])
    AND entry.recorded_at > merged.merged_at
WHERE merged.id = %(merge)s
