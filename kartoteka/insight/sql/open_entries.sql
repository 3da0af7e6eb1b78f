-- What: the documents and payments behind a figure of what stands open.
-- Takes: on, side ('': both), band (NULL: all) and bounds, late (NULL: all), the days before which
-- a due is overdue, language. Returns: customer, number, key, currency, document, kind, issued,
-- due, days late, amount, what stands open. Locks: nothing.
shown AS (
  SELECT line.*, CASE WHEN line.side = 'DEBIT' AND line.due_on < CASE line.country
                        WHEN 'SK' THEN %(overdue_sk)s::date ELSE %(overdue_pl)s::date END
                      THEN %(on)s::date - line.due_on ELSE 0 END AS days
  FROM line WHERE %(side)s = '' OR line.side = %(side)s)
SELECT party.name, party.number, shown.party_id AS key, shown.currency,
       coalesce(nullif(entry.number, ''), entry.title) AS document, entry.kind AS kind,
       entry.issued_on AS issued_on, shown.due_on AS due_on, shown.days AS days,
       entry.amount AS amount, shown.amount AS open
FROM shown JOIN ledger_entry AS entry ON entry.id = shown.entry_id
  JOIN register_party AS party ON party.id = shown.party_id
WHERE (%(band)s::int IS NULL OR CASE WHEN shown.days = 0 THEN 0
        ELSE 1 + width_bucket(shown.days, %(bounds)s::int[]) END = %(band)s::int)
  AND (NOT %(late)s OR shown.days > 0)
