-- What: payments of a period: how many, how much, what of them has gone back since (the bank returned
-- it, a cash receipt was voided), what is not used today.
-- Takes: first (day of the period). Returns: the CTE summed. Locks: nothing.
summed AS (
  SELECT keyed.key, keyed.currency, count(*) AS payments, sum(keyed.amount) AS amount,
         coalesce(sum(keyed.amount) FILTER (WHERE back.credit_id IS NOT NULL), 0.00) AS returned,
         coalesce(sum(open.amount), 0.00) AS unused,
         min(keyed.effective_on) AS earliest_on, max(keyed.effective_on) AS latest_on
  FROM keyed LEFT JOIN ledger_open AS open ON open.entry_id = keyed.entry_id
    LEFT JOIN (
      SELECT credit_id FROM payments_returned
      UNION ALL
      SELECT document.entry_id FROM payments_cashvoid AS void
      JOIN payments_cashdocument AS document ON document.id = void.document_id
      WHERE document.kind = 'KP') AS back ON back.credit_id = keyed.entry_id
  WHERE keyed.side = 'CREDIT' AND keyed.kind = 'PAYMENT'
    AND keyed.effective_on >= %(first)s::date
  GROUP BY keyed.key, keyed.currency)
