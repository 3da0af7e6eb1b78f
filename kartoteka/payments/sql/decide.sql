-- What: drafts of credits for the lines on which all certain rules agree.
-- Takes: payments_candidate, payments_chosen. Returns: nothing, fills ledger_draft. Locks: nothing.
INSERT INTO ledger_draft
  (party_id, creditor_id, currency, side, kind, amount, number, title, issued_on, booked_on,
   effective_on, paid_on, agreement_id, designated, via, parts, source, source_ref)
SELECT agreed.party_id, line.creditor_id, line.currency, 'CREDIT', 'PAYMENT', line.amount, '',
       left(line.title, 250), line.booked_on, line.booked_on, line.booked_on, line.booked_on,
       agreed.agreement_id, agreed.entries, line.kind,
       CASE WHEN line.breakdown IS NOT NULL THEN payments_parts(line.breakdown, line.amount) END,
       'payments.line', line.id::text
FROM (
  SELECT line_id, min(party_id) AS party_id,
         CASE WHEN count(DISTINCT facts ->> 'agreement') = 1
              THEN min((facts ->> 'agreement')::bigint) END AS agreement_id,
         (SELECT one.entries FROM payments_candidate AS one
          WHERE one.line_id = sure.line_id AND one.rule IN ('VIRTUAL', 'DOCUMENT')
            AND one.is_certain AND one.entries IS NOT NULL
            AND one.counts
          ORDER BY one.rule DESC LIMIT 1) AS entries
  FROM payments_candidate AS sure
  WHERE sure.is_certain AND sure.counts
  GROUP BY line_id
  HAVING min(party_id) = max(party_id)
) AS agreed
JOIN payments_line AS line ON line.id = agreed.line_id
