-- What our books say of the staged receivables that came in before: the same, something to
-- correct, or a contradiction that nobody but a person can solve. New ones behind a closed period
-- are rejected. A column that was not mapped is not looked at.
-- Takes: exchange_staging; source, mapped (names of fields). Returns: nothing. Locks: nothing.
WITH known AS (
  SELECT staged.n, entry.id AS entry_id, entry.number, account.party_id, account.creditor_id,
         account.currency, ledger_due_on(entry.id) AS due_on,
         entry.amount + coalesce(corrected.amount, 0) AS amount,
         coalesce(still.amount, 0) + coalesce(corrected.still, 0) AS still,
         cost.amount AS cost, interest.amount AS interest,
         coalesce(corrected.count, 0) + coalesce(paid.count, 0) AS ordinal
  FROM exchange_staging AS staged
  JOIN ledger_entry AS entry ON entry.source = %(source)s AND entry.source_ref = staged.key
  JOIN ledger_account AS account ON account.id = entry.account_id
  LEFT JOIN ledger_open AS still ON still.entry_id = entry.id
  LEFT JOIN ledger_entry AS cost
    ON cost.source = entry.source AND cost.source_ref = staged.key || '/cost'
  LEFT JOIN ledger_entry AS interest
    ON interest.source = entry.source AND interest.source_ref = staged.key || '/interest'
  LEFT JOIN LATERAL (
    SELECT sum(CASE other.side WHEN 'DEBIT' THEN other.amount ELSE -other.amount END) AS amount,
           sum(open.amount) FILTER (WHERE other.side = 'DEBIT') AS still, count(*) AS count
    FROM ledger_entry AS other LEFT JOIN ledger_open AS open ON open.entry_id = other.id
    WHERE other.account_id = entry.account_id AND other.kind = 'CORRECTION'
      AND other.source = entry.source
      AND starts_with(other.source_ref, staged.key || '/correction/')
  ) AS corrected ON true
  LEFT JOIN LATERAL (
    SELECT count(*) AS count FROM ledger_entry AS other
    WHERE other.account_id = entry.account_id AND other.kind = 'OPENING' AND other.side = 'CREDIT'
      AND other.source = entry.source AND starts_with(other.source_ref, staged.key || '/paid/')
  ) AS paid ON true
  WHERE staged.outcome = 'NEW'
), compared AS (
  SELECT staged.n, known.entry_id, known.ordinal,
         staged.amount - known.amount AS correction,
         -- What is open once the amount is corrected, less what is open where it came from.
         greatest(known.still + staged.amount - known.amount, 0) - staged.open_amount AS paid,
         CASE WHEN known.party_id <> staged.party_id THEN 'other_party'
              WHEN known.creditor_id <> staged.creditor_id OR known.currency <> staged.currency
                THEN 'other_account'
              WHEN known.number <> staged.number THEN 'other_number'
              WHEN greatest(known.still + staged.amount - known.amount, 0) < staged.open_amount
                THEN 'more_open'
              WHEN staged.cost > 0 AND known.cost <> staged.cost THEN 'accessory'
              WHEN staged.interest > 0 AND known.interest <> staged.interest THEN 'accessory'
         END AS fault,
         known.number AS ours, known.still,
         nullif(jsonb_strip_nulls(jsonb_build_object(
           'amount', CASE WHEN staged.amount <> known.amount
                     THEN jsonb_build_array(known.amount::text, staged.amount::text) END,
           'due_on', CASE WHEN staged.due_on <> known.due_on
                     THEN jsonb_build_array(known.due_on, staged.due_on) END,
           'open_amount',
             CASE WHEN greatest(known.still + staged.amount - known.amount, 0) > staged.open_amount
                  THEN jsonb_build_array(known.still::text, staged.open_amount::text) END,
           'cost', CASE WHEN staged.cost > 0 AND known.cost IS NULL
                   THEN jsonb_build_array('', staged.cost::text) END,
           'interest', CASE WHEN staged.interest > 0 AND known.interest IS NULL
                       THEN jsonb_build_array('', staged.interest::text) END)),
           '{}'::jsonb) AS changes
  FROM known JOIN exchange_staging AS staged ON staged.n = known.n
)
UPDATE exchange_staging AS staged
   SET target = compared.entry_id, ordinal = compared.ordinal + 1,
       correction = CASE WHEN compared.fault IS NULL THEN nullif(compared.correction, 0) END,
       paid = CASE WHEN compared.fault IS NULL AND compared.paid > 0 THEN compared.paid END,
       changes = compared.changes, code = compared.fault,
       field = CASE compared.fault WHEN 'more_open' THEN 'open_amount'
                                   WHEN 'other_number' THEN 'number' END,
       facts = jsonb_build_object('ours', compared.ours, 'open', compared.still::text,
                                  'theirs', staged.open_amount::text),
       outcome = CASE WHEN compared.fault IS NOT NULL THEN 'CONFLICT'
                      WHEN compared.changes IS NULL THEN 'SAME' ELSE 'CHANGED' END
  FROM compared WHERE compared.n = staged.n
