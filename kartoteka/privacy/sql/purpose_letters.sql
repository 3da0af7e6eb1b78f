-- The purpose under which customers agree to get letters by e-mail instead of by post.
-- Takes: nothing. Returns: nothing. Locks: nothing.
INSERT INTO privacy_purpose (code, name, basis, basis_note, country, after, months, from_year_end)
VALUES
  ('E_LETTERS',
   '{"pl": "Pisma e-mailem zamiast pocztą", "sk": "Listy e-mailom namiesto poštou", "en": "Letters by e-mail instead of by post"}',
   'A', '', '', '', NULL, false)
ON CONFLICT (code) DO NOTHING
