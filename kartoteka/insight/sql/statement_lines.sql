-- What: what was posted between customers and a creditor in a period, behind what stood before it.
-- Takes: parties, creditor, first, on (the period, inclusive). Returns: party, currency, effective
-- day (NULL: what stood before), number or title, kind, due, debit, credit, the day on which money
-- came where the books were closed to it, entry (0). Locks: nothing.
WITH account AS MATERIALIZED (
  SELECT id, party_id, currency FROM ledger_account
  WHERE creditor_id = %(creditor)s::bigint AND party_id = ANY (%(parties)s::bigint[]))
SELECT account.party_id, account.currency, NULL::date AS day, '' AS words, '' AS kind,
       NULL::date AS due_on,
       coalesce(sum(entry.amount) FILTER (WHERE entry.side = 'DEBIT'), 0.00) AS debit,
       coalesce(sum(entry.amount) FILTER (WHERE entry.side = 'CREDIT'), 0.00) AS credit,
       NULL::date AS paid_on, 0 AS id
FROM account LEFT JOIN ledger_entry AS entry ON entry.account_id = account.id
  AND entry.effective_on < %(first)s::date
GROUP BY account.party_id, account.currency
UNION ALL
SELECT account.party_id, account.currency, entry.effective_on,
       coalesce(nullif(entry.number, ''), entry.title), entry.kind, entry.due_on,
       CASE entry.side WHEN 'DEBIT' THEN entry.amount END,
       CASE entry.side WHEN 'CREDIT' THEN entry.amount END, entry.paid_on, entry.id
FROM account JOIN ledger_entry AS entry ON entry.account_id = account.id
  AND entry.effective_on BETWEEN %(first)s::date AND %(on)s::date
ORDER BY 1, 2, 3 NULLS FIRST, 10
