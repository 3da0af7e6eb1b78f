-- The tabs of a kind of record that have a field which somebody of these roles may see.
-- Takes: record, roles. Returns: key, labels, is_in_details. Locks: nothing.
SELECT t.key, t.labels::text, t.is_in_details FROM register_fieldtab t
WHERE t.record = %(record)s::text AND NOT t.is_retired AND EXISTS (
  SELECT FROM register_customfield f
  WHERE f.tab_id = t.id AND NOT f.is_retired AND f.seen_by = ANY (%(roles)s::text[]))
ORDER BY t.place, t.id
