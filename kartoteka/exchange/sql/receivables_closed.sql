-- New receivables behind the day to which the creditor has closed its books are rejected; of those
-- that are partly paid elsewhere it is noted how much.
-- Takes: exchange_staging. Returns: nothing. Locks: nothing.
UPDATE exchange_staging AS staged
   SET paid = CASE WHEN staged.open_amount < staged.amount
              THEN staged.amount - staged.open_amount END,
       ordinal = 1,
       outcome = CASE WHEN staged.issued_on <= creditor.closed_until THEN 'REJECTED' ELSE 'NEW' END,
       code = CASE WHEN staged.issued_on <= creditor.closed_until THEN 'period_closed' END,
       field = CASE WHEN staged.issued_on <= creditor.closed_until THEN 'issued_on' END,
       facts = jsonb_build_object('until', creditor.closed_until)
  FROM ledger_creditor AS creditor
 WHERE staged.outcome = 'NEW' AND staged.target IS NULL
   AND creditor.party_id = staged.creditor_id
