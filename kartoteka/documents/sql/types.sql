-- The types of document that an office begins with; it renames, retires and adds its own.
-- Takes: nothing. Returns: nothing. Locks: nothing.
INSERT INTO documents_documenttype (code, name, features, warn_days, needs_number, needs_end,
                                    required_of, is_retired)
VALUES
  ('authority', '{"pl": "Pełnomocnictwo", "sk": "Plnomocenstvo", "en": "Power of attorney"}',
   '[{"key": "person", "kind": "TEXT", "required": true, "options": [],
      "name": {"pl": "Pełnomocnik", "sk": "Splnomocnenec", "en": "Authorised person"}},
     {"key": "scope", "kind": "TEXT", "required": false, "options": [],
      "name": {"pl": "Zakres", "sk": "Rozsah", "en": "Scope"}}]',
   30, false, false, '{}', false),
  ('extract', '{"pl": "Odpis z rejestru", "sk": "Výpis z registra", "en": "Extract from a register"}',
   '[]', 30, true, false, '{}', false),
  ('title', '{"pl": "Tytuł prawny do nieruchomości", "sk": "Právny titul k nehnuteľnosti", "en": "Title to the premises"}',
   '[]', 30, false, false, '{}', false),
  ('mandate', '{"pl": "Zgoda na polecenie zapłaty", "sk": "Mandát na inkaso", "en": "Direct debit mandate"}',
   '[]', 30, true, false, '{}', false),
  ('policy', '{"pl": "Polisa ubezpieczeniowa", "sk": "Poistná zmluva", "en": "Insurance policy"}',
   '[{"key": "sum", "kind": "NUMBER", "required": false, "options": [],
      "name": {"pl": "Suma ubezpieczenia", "sk": "Poistná suma", "en": "Sum insured"}}]',
   60, true, true, '{}', false);
