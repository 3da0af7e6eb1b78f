-- What: what a creditor may claim for the recovery of documents, and why not where nothing: between
-- businesses, once a document, once it is late. A document and the corrections that add to it are
-- one transaction: a correction is never claimed for by itself, and the tier goes by the whole;
-- where only corrections are late, by these. A claim becomes due on the day after the effective due
-- date of the first that is late; the rate is that of the last worked day of the month before. What
-- corrections have taken away was never owed: the tier goes by the rest, and being corrected late is
-- not being paid late. A correction of several documents is of the one that is due first.
-- Takes: entries (NULL: all open documents of commercial transactions), creditor (or NULL), on,
-- late_before (documents due later are left out), kinds (of interest that commercial debts bear),
-- consumer (kinds of party). Returns: a row per document. Locks: nothing.
WITH asked AS MATERIALIZED (
  SELECT entry.id, entry.kind = 'CORRECTION' AND EXISTS (
           SELECT FROM billing_tie AS tie
           WHERE tie.entry_id = entry.id AND tie.kind = 'CORRECTS' OFFSET 0) AS is_part
  FROM ledger_entry AS entry
  JOIN ledger_account AS account ON account.id = entry.account_id
  LEFT JOIN ledger_open AS still ON still.entry_id = entry.id
  WHERE entry.side = 'DEBIT' AND entry.debt_id IS NULL
    AND (entry.id = ANY (%(entries)s::bigint[])
         OR (%(entries)s::bigint[] IS NULL AND entry.interest_kind = ANY (%(kinds)s)
             AND still.amount > 0 AND still.due_on < %(late_before)s))
    AND (%(creditor)s::bigint IS NULL OR account.creditor_id = %(creditor)s)
), root AS MATERIALIZED (
  SELECT asked.id, asked.is_part FROM asked
  WHERE NOT asked.is_part OR %(entries)s::bigint[] IS NOT NULL
  UNION
  SELECT top.id, false FROM asked
  CROSS JOIN LATERAL (
    WITH RECURSIVE climbed AS (
      SELECT asked.id, 0 AS step
      UNION ALL
      SELECT first.document_id, climbed.step + 1 FROM climbed
      CROSS JOIN LATERAL (
        SELECT tie.document_id FROM billing_tie AS tie
        JOIN ledger_entry AS document ON document.id = tie.document_id
        WHERE tie.entry_id = climbed.id AND tie.kind = 'CORRECTS'
        ORDER BY document.due_on, document.id LIMIT 1) AS first
      WHERE climbed.step < 100)
    SELECT climbed.id FROM climbed ORDER BY climbed.step DESC LIMIT 1) AS top
  WHERE asked.is_part AND %(entries)s::bigint[] IS NULL
), added AS (
  -- An array for each, so that the planner does not take a few parts for billions.
  SELECT root.id AS root_id, unnest(parts.ids) AS entry_id
  FROM root
  CROSS JOIN LATERAL (
    WITH RECURSIVE below AS (
      SELECT root.id
      UNION
      SELECT tie.entry_id FROM below
      JOIN billing_tie AS tie ON tie.document_id = below.id AND tie.kind = 'CORRECTS'
      JOIN ledger_entry AS part ON part.id = tie.entry_id AND part.side = 'DEBIT'
      JOIN ledger_entry AS document ON document.id = tie.document_id
      WHERE NOT EXISTS (
        SELECT FROM billing_tie AS other
        JOIN ledger_entry AS sooner ON sooner.id = other.document_id
        WHERE other.entry_id = tie.entry_id AND other.kind = 'CORRECTS'
          AND (sooner.due_on, sooner.id) < (document.due_on, document.id)))
    SELECT array_agg(below.id) AS ids FROM below WHERE below.id <> root.id) AS parts
  WHERE EXISTS (SELECT FROM billing_tie AS tie
                WHERE tie.document_id = root.id AND tie.kind = 'CORRECTS')
), belongs AS MATERIALIZED (
  SELECT root.id AS root_id, root.id AS entry_id FROM root
  UNION ALL SELECT added.root_id, added.entry_id FROM added
), corrected AS MATERIALIZED (
  SELECT named.id, sum(CASE WHEN cardinality(credit.designated) = 1 THEN credit.amount
                            ELSE used.amount END) AS amount
  FROM (SELECT DISTINCT entry.account_id FROM belongs
        JOIN ledger_entry AS entry ON entry.id = belongs.entry_id) AS held
  JOIN ledger_entry AS credit ON credit.account_id = held.account_id
   AND credit.side = 'CREDIT' AND credit.kind = 'CORRECTION'
  CROSS JOIN LATERAL unnest(credit.designated) AS named(id)
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(line.amount), 0) AS amount FROM ledger_settlement AS line
    WHERE line.credit_id = credit.id AND line.debit_id = named.id) AS used
  GROUP BY named.id
), member AS MATERIALIZED (
  SELECT belongs.root_id, entry.id, coalesce(moved.worked_on, told.due_on) AS due_on,
         entry.amount - coalesce(corrected.amount, 0) AS amount,
         coalesce(still.amount, 0) AS open_amount, entry.effective_on
  FROM belongs
  JOIN ledger_entry AS entry ON entry.id = belongs.entry_id
  JOIN ledger_account AS account ON account.id = entry.account_id
  JOIN register_party AS creditor ON creditor.id = account.creditor_id
  CROSS JOIN LATERAL (SELECT ledger_due_on(entry.id) AS due_on) AS told
  LEFT JOIN ledger_movedday AS moved
    ON moved.country = creditor.country AND moved.day = told.due_on
  LEFT JOIN ledger_open AS still ON still.entry_id = entry.id
  LEFT JOIN corrected ON corrected.id = entry.id
), judged AS (
  SELECT member.*, member.id = member.root_id AS is_root,
         EXISTS (SELECT FROM ledger_entry AS posted
                 WHERE posted.source = 'billing.compensation'
                   AND posted.source_ref = member.id::text) AS is_claimed,
         member.due_on < %(on)s AND member.amount > 0 AND (
           member.open_amount > 0 OR EXISTS (
             SELECT FROM ledger_settlement AS used
             JOIN ledger_entry AS paid ON paid.id = used.credit_id
             WHERE used.debit_id = member.id AND paid.kind <> 'CORRECTION'
               AND greatest(coalesce(paid.paid_on, paid.effective_on), member.effective_on)
                   > member.due_on
               AND used.mirrors_id IS NULL AND NOT EXISTS (
                 SELECT FROM ledger_settlement AS mirror WHERE mirror.mirrors_id = used.id))
         ) AS is_late
  FROM member
), whole AS (
  SELECT judged.root_id, bool_or(judged.is_claimed) AS is_claimed, bool_or(is_late) AS is_late,
         sum(judged.amount) AS amount, sum(judged.amount) FILTER (WHERE is_late) AS late_amount,
         sum(judged.open_amount) AS open_amount, min(judged.due_on) AS first_due_on,
         bool_or(is_late AND is_root) AS is_root_late,
         min(judged.due_on) FILTER (WHERE is_root) AS root_due_on,
         min(judged.due_on) FILTER (WHERE is_late AND NOT is_root) AS part_due_on
  FROM judged GROUP BY judged.root_id
), document AS (
  SELECT entry.id, entry.number, entry.issued_on, entry.interest_kind,
         account.id AS account_id, account.party_id, account.creditor_id, account.currency,
         creditor.name AS creditor, creditor.country, party.name AS party,
         party.number AS party_number, party.kind = ANY (%(consumer)s) AS is_consumer,
         root.is_part, whole.is_claimed, whole.is_late, whole.open_amount, whole.first_due_on,
         whole.amount AS whole_amount,
         CASE WHEN whole.is_late AND NOT whole.is_root_late
              THEN least(whole.late_amount, whole.amount) ELSE whole.amount END AS amount,
         CASE WHEN whole.is_late AND NOT whole.is_root_late
              THEN whole.part_due_on ELSE whole.root_due_on END AS due_on
  FROM root
  JOIN whole ON whole.root_id = root.id
  JOIN ledger_entry AS entry ON entry.id = root.id
  JOIN ledger_account AS account ON account.id = entry.account_id
  JOIN register_party AS creditor ON creditor.id = account.creditor_id
  JOIN register_party AS party ON party.id = account.party_id
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
         WHEN counted.is_part THEN 'of_document'
         WHEN counted.is_claimed THEN 'already'
         WHEN counted.is_consumer THEN 'consumer'
         WHEN NOT counted.interest_kind = ANY (%(kinds)s) THEN 'not_commercial'
         WHEN counted.first_due_on >= %(on)s THEN 'not_late'
         WHEN counted.whole_amount <= 0 THEN 'corrected'
         WHEN NOT counted.is_late THEN 'paid_in_time'
         WHEN counted.euro IS NULL THEN 'no_law'
         WHEN counted.currency <> CASE counted.country WHEN 'PL' THEN 'PLN' ELSE 'EUR' END
              THEN 'currency'
         WHEN counted.country = 'PL' AND counted.rate IS NULL THEN 'no_rate'
         ELSE '' END AS fault
FROM counted
ORDER BY counted.creditor_id, counted.id
