-- The purposes that most offices have; each may be changed at the desk. Times of keeping: Polish
-- accounting act art. 74(2) and tax ordinance art. 86 § 1; Slovak act 431/2002 § 35(3); claims:
-- Polish civil code art. 118, Slovak commercial code § 397.
-- Takes: nothing. Returns: nothing. Locks: nothing.
INSERT INTO privacy_purpose (code, name, basis, basis_note, country, after, months, from_year_end)
VALUES
  ('SERVICE',
   '{"pl": "Wykonanie umowy", "sk": "Plnenie zmluvy", "en": "Performance of the agreement"}',
   'B', '', '', '', NULL, false),
  ('ACCOUNTING_PL',
   '{"pl": "Księgi rachunkowe i podatki", "sk": "Účtovníctvo a dane (Poľsko)", "en": "Accounting and taxes (Poland)"}',
   'C', 'art. 74 ust. 2 ustawy o rachunkowości, art. 86 § 1 Ordynacji podatkowej', 'PL',
   'BOOKED', 60, true),
  ('ACCOUNTING_SK',
   '{"pl": "Księgi rachunkowe (Słowacja)", "sk": "Účtovníctvo", "en": "Accounting (Slovakia)"}',
   'C', '§ 35 ods. 3 zákona č. 431/2002 Z. z.', 'SK', 'BOOKED', 120, true),
  ('CLAIMS_PL',
   '{"pl": "Dochodzenie i obrona roszczeń", "sk": "Uplatňovanie nárokov (Poľsko)", "en": "Claims (Poland)"}',
   'F', 'art. 118 Kodeksu cywilnego', 'PL', 'AGREEMENT', 72, true),
  ('CLAIMS_SK',
   '{"pl": "Dochodzenie i obrona roszczeń (Słowacja)", "sk": "Uplatňovanie nárokov", "en": "Claims (Slovakia)"}',
   'F', '§ 397 Obchodného zákonníka', 'SK', 'AGREEMENT', 48, false),
  ('MARKETING',
   '{"pl": "Marketing", "sk": "Marketing", "en": "Marketing"}',
   'A', '', '', '', NULL, false)
