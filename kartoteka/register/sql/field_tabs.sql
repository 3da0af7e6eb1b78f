-- The tabs of a kind of record with their fields and the values of their dictionaries, in order.
-- Takes: record, retired (whether retired tabs and fields too),
-- options (whether the values of dictionaries).
-- Returns: id, record, key, labels, is_in_details, is_retired, fields (JSON). Locks: nothing.
SELECT t.id, t.record, t.key, t.labels::text, t.is_in_details, t.is_retired, coalesce((
  SELECT json_agg(json_build_object(
    'id', f.id, 'record', f.record, 'key', f.key, 'tab_id', f.tab_id, 'kind', f.kind,
    'labels', f.labels, 'helps', f.helps, 'headings', f.headings,
    'dictionary_id', f.dictionary_id, 'is_required', f.is_required, 'is_unique', f.is_unique,
    'minimum', f.minimum, 'maximum', f.maximum, 'pattern', f.pattern, 'currency', f.currency,
    'decimals', f.decimals, 'default', f."default", 'only_kinds', f.only_kinds,
    'if_key', coalesce(i.key, ''), 'if_values', f.if_values, 'seen_by', f.seen_by,
    'edited_by', f.edited_by, 'is_retired', f.is_retired, 'is_indexed', f.is_indexed,
    'index_state', f.index_state, 'index_note', f.index_note,
    'options', CASE WHEN %(options)s::boolean THEN (
      SELECT json_agg(json_build_object('code', d.code, 'labels', d.labels, 'colour', d.colour,
                                        'is_retired', d.is_retired) ORDER BY d.place, d.id)
      FROM register_dictionaryvalue d WHERE d.dictionary_id = f.dictionary_id) END
  ) ORDER BY f.place, f.id)
  FROM register_customfield f LEFT JOIN register_customfield i ON i.id = f.if_field_id
  WHERE f.tab_id = t.id AND (%(retired)s::boolean OR NOT f.is_retired)
), '[]')::text
FROM register_fieldtab t
WHERE t.record = %(record)s::text AND (%(retired)s::boolean OR NOT t.is_retired)
ORDER BY t.place, t.id
