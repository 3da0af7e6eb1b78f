-- What: what a creditor may claim for the recovery of documents, and why not where nothing: between
-- businesses, once a document, once it is late. A claim becomes due on the day after its effective
-- due date; the rate is that of the last worked day of the month before. What corrections have taken
-- away was never owed: the tier goes by the rest, and being corrected late is not being paid late.
-- Takes: entries (NULL: all open documents of commercial transactions), creditor (or NULL), on,
-- late_before (documents due later are left out), kinds (of interest that commercial debts bear),
-- consumer (kinds of party). Returns: a row per document. Locks: nothing.
WITH document AS (
  SELECT entry.id, entry.number, entry.amount - corrected.amount AS amount, entry.issued_on,
         entry.effective_on,
         entry.interest_kind, entry.kind,
         account.id AS account_id, account.party_id, account.creditor_id, account.currency,
         creditor.name AS creditor, creditor.country, party.name AS party,
         party.number AS party_number,
         party.kind = ANY (%(consumer)s) AS is_consumer,
         coalesce(moved.worked_on, told.due_on) AS due_on,
         coalesce(still.amount, 0) AS open_amount
  FROM ledger_entry AS entry
  JOIN ledger_account AS account ON account.id = entry.account_id
  JOIN register_party AS creditor ON creditor.id = account.creditor_id
  JOIN register_party AS party ON party.id = account.party_id
  CROSS JOIN LATERAL (SELECT ledger_due_on(entry.id) AS due_on) AS told
  LEFT JOIN ledger_movedday AS moved
    ON moved.country = creditor.country AND moved.day = told.due_on
  LEFT JOIN ledger_open AS still ON still.entry_id = entry.id
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(CASE WHEN cardinality(credit.designated) = 1 THEN credit.amount
                             ELSE used.amount END), 0) AS amount
    FROM ledger_entry AS credit
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(line.amount), 0) AS amount FROM ledger_settlement AS line
      WHERE line.credit_id = credit.id AND line.debit_id = entry.id) AS used
    WHERE credit.account_id = entry.account_id AND credit.side = 'CREDIT'
      AND credit.kind = 'CORRECTION' AND entry.id = ANY (credit.designated)) AS corrected
  WHERE entry.side = 'DEBIT' AND entry.debt_id IS NULL
    AND (entry.id = ANY (%(entries)s::bigint[])
         OR (%(entries)s::bigint[] IS NULL AND entry.interest_kind = ANY (%(kinds)s)
             AND still.amount > 0 AND still.due_on < %(late_before)s))
    AND (%(creditor)s::bigint IS NULL OR account.creditor_id = %(creditor)s)
), dated AS (
  SELECT document.*, (date_trunc('month', document.due_on + 1) - interval '1 day')::date AS month_end
  FROM document
), counted AS (
  SELECT dated.*, tier.euro, tier.basis, worked.day AS rate_on, rate.rate, rate.table AS rate_table
  FROM dated
  LEFT JOIN LATERAL (
    SELECT one.euro, one.basis FROM billing_compensationtier AS one
    WHERE one.country = dated.country AND one.valid_from <= dated.issued_on
      AND (one.valid_to IS NULL OR one.valid_to >= dated.issued_on)
      AND (one.least < dated.amount OR (one.includes_least AND one.least = dated.amount))
    ORDER BY one.least DESC LIMIT 1) AS tier ON true
  LEFT JOIN LATERAL (
    SELECT dated.month_end - back AS day FROM generate_series(0, 14) AS back
    WHERE NOT EXISTS (SELECT FROM ledger_movedday AS free
                      WHERE free.country = 'PL' AND free.day = dated.month_end - back)
    ORDER BY back LIMIT 1) AS worked ON true
  LEFT JOIN billing_exchangerate AS rate ON rate.currency = 'EUR' AND rate.day = worked.day
)
SELECT counted.id, counted.account_id, counted.party_id, counted.creditor_id, counted.creditor,
       counted.country, counted.party, counted.party_number, counted.number, counted.currency,
       counted.amount, counted.open_amount, counted.due_on, counted.euro, counted.rate_on,
       counted.rate, counted.rate_table, coalesce(counted.basis, ''),
       CASE counted.country
         WHEN 'PL' THEN round(counted.euro * counted.rate, 2) ELSE counted.euro END AS claimed,
       CASE
         WHEN EXISTS (SELECT FROM ledger_entry AS posted
                      WHERE posted.source = 'billing.compensation'
                        AND posted.source_ref = counted.id::text) THEN 'already'
         WHEN counted.is_consumer THEN 'consumer'
         WHEN NOT counted.interest_kind = ANY (%(kinds)s) THEN 'not_commercial'
         WHEN counted.due_on >= %(on)s THEN 'not_late'
         WHEN counted.amount <= 0 THEN 'corrected'
         WHEN counted.open_amount = 0 AND NOT EXISTS (
                SELECT FROM ledger_settlement AS used
                JOIN ledger_entry AS paid ON paid.id = used.credit_id
                WHERE used.debit_id = counted.id AND paid.kind <> 'CORRECTION'
                  AND greatest(coalesce(paid.paid_on, paid.effective_on), counted.effective_on)
                      > counted.due_on
                  AND used.mirrors_id IS NULL AND NOT EXISTS (
                    SELECT FROM ledger_settlement AS mirror WHERE mirror.mirrors_id = used.id))
              THEN 'paid_in_time'
         WHEN counted.euro IS NULL THEN 'no_law'
         WHEN counted.currency <> CASE counted.country WHEN 'PL' THEN 'PLN' ELSE 'EUR' END
              THEN 'currency'
         WHEN counted.country = 'PL' AND counted.rate IS NULL THEN 'no_rate'
         ELSE '' END AS fault
FROM counted
ORDER BY counted.creditor_id, counted.id
