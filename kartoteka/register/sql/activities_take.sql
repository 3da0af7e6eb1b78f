-- Adds the staged activities, of several with one code the last; names in languages that the file
-- does not have stay.
-- Takes: nothing. Returns: nothing. Locks: the activities named anew.
INSERT INTO register_activity AS a (scheme, code, parent_code, level, labels)
SELECT DISTINCT ON (scheme, code) scheme, code, parent, level,
       jsonb_strip_nulls(jsonb_build_object(
         'pl', nullif(pl, ''), 'sk', nullif(sk, ''), 'en', nullif(en, '')))
FROM register_activity_staging
ORDER BY scheme, code, n DESC
ON CONFLICT (scheme, code) DO UPDATE
  SET labels = a.labels || excluded.labels,
      parent_code = coalesce(nullif(excluded.parent_code, ''), a.parent_code)
  WHERE a.labels || excluded.labels <> a.labels
     OR (excluded.parent_code <> '' AND excluded.parent_code <> a.parent_code)
