-- Rates that would change days whose interest is posted are a conflict; of those that change what has
-- accrued it is noted on how many open debts.
-- Takes: exchange_staging; on (today). Returns: nothing. Locks: nothing.
WITH touched AS (
  SELECT staged.n, staged.agreement_id,
         CASE WHEN staged.target IS NULL THEN staged.valid_from ELSE staged.valid_to + 1 END AS first,
         CASE WHEN staged.target IS NULL THEN staged.valid_to ELSE kept.valid_to END AS last
  FROM exchange_staging AS staged LEFT JOIN ledger_agreementrate AS kept ON kept.id = staged.target
  WHERE staged.outcome IN ('NEW', 'CHANGED')),
judged AS (
  SELECT touched.n,
         ledger_agreement_charged(touched.agreement_id,
                                  datemultirange(daterange(touched.first, touched.last, '[]'))) AS day,
         (SELECT count(*)
          FROM ledger_entry AS debt JOIN ledger_open AS still ON still.entry_id = debt.id
          WHERE debt.agreement_id = touched.agreement_id AND debt.interest_kind <> ''
            AND debt.due_on < least(%(on)s::date, touched.last) AND touched.first <= %(on)s::date
            AND NOT EXISTS (SELECT FROM ledger_debtrate WHERE entry_id = debt.id)) AS late
  FROM touched)
UPDATE exchange_staging AS staged
   SET outcome = CASE WHEN judged.day IS NULL THEN staged.outcome ELSE 'CONFLICT' END,
       code = CASE WHEN judged.day IS NOT NULL THEN 'interest_posted' END,
       field = CASE WHEN judged.day IS NOT NULL THEN 'valid_from' END,
       facts = jsonb_build_object('day', judged.day),
       notes = CASE WHEN judged.day IS NULL AND judged.late > 0 THEN jsonb_build_array(
                 jsonb_build_object('field', 'valid_from', 'code', 'accrued',
                                    'facts', jsonb_build_object('count', judged.late))) END
  FROM judged WHERE judged.n = staged.n
