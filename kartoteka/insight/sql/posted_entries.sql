-- What: the documents and payments behind a figure of a period.
-- Takes: first (day of the period), side ('': both), kind ('': all). Returns: customer, number,
-- key, currency, document, kind, issued, effective, amount in and out. Locks: nothing.
shown AS (
  SELECT * FROM line
  WHERE effective_on >= %(first)s::date AND (%(side)s = '' OR side = %(side)s)
    AND (%(kind)s = '' OR kind = %(kind)s))
SELECT party.name, party.number, shown.party_id AS key, shown.currency,
       coalesce(nullif(entry.number, ''), entry.title) AS document, entry.kind AS kind,
       entry.issued_on AS issued_on, shown.effective_on AS effective_on,
       CASE shown.side WHEN 'DEBIT' THEN shown.amount END AS debit,
       CASE shown.side WHEN 'CREDIT' THEN shown.amount END AS credit
FROM shown JOIN ledger_entry AS entry ON entry.id = shown.entry_id
  JOIN register_party AS party ON party.id = shown.party_id
