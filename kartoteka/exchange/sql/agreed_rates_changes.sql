-- What stands of the staged rates already: the same, one that ends earlier now, or a contradiction that
-- a person must solve. An open rate of ours gives way to the first row without an end that begins later.
-- Takes: exchange_staging. Returns: nothing. Locks: nothing.
WITH compared AS (
  SELECT staged.n, same.id, same.valid_to AS our_end, same.percent, same.base, met.first, met.last,
         CASE WHEN same.id IS NULL THEN CASE WHEN met.first IS NOT NULL THEN 'overlaps' END
              WHEN (same.percent, same.base) <> (staged.percent, '') THEN 'other_rate'
              WHEN NOT staged.is_open AND staged.valid_to > same.valid_to THEN 'other_end'
         END AS fault,
         same.id IS NOT NULL AND NOT staged.is_open
           AND staged.valid_to < coalesce(same.valid_to, 'infinity') AS is_shorter
  FROM exchange_staging AS staged
    LEFT JOIN ledger_agreementrate AS same
      ON same.agreement_id = staged.agreement_id AND same.withdrawn_at IS NULL
     AND same.valid_from = staged.valid_from
    LEFT JOIN LATERAL (
      SELECT min(rate.valid_from) AS first, max(coalesce(rate.valid_to, 'infinity')) AS last
      FROM ledger_agreementrate AS rate
      WHERE rate.agreement_id = staged.agreement_id AND rate.withdrawn_at IS NULL
        AND daterange(rate.valid_from, rate.valid_to, '[]')
            && daterange(staged.valid_from, staged.valid_to, '[]')
        AND NOT (rate.valid_to IS NULL AND EXISTS (
          SELECT FROM exchange_staging AS follower
          WHERE follower.agreement_id = staged.agreement_id AND follower.outcome = 'NEW'
            AND follower.is_open AND follower.valid_from > rate.valid_from
            AND follower.valid_from <= staged.valid_from))
    ) AS met ON true
  WHERE staged.outcome = 'NEW')
UPDATE exchange_staging AS staged
   SET target = compared.id, code = compared.fault,
       field = CASE compared.fault WHEN 'overlaps' THEN 'valid_from' WHEN 'other_end' THEN 'valid_to'
                                   WHEN 'other_rate' THEN 'percent' END,
       facts = jsonb_build_object(
         'ours', CASE compared.fault WHEN 'other_end' THEN compared.our_end::text
                 WHEN 'other_rate' THEN trim_scale(compared.percent)::text END,
         'first', compared.first,
         'last', CASE WHEN compared.last < 'infinity' THEN compared.last::text ELSE '…' END),
       changes = CASE WHEN compared.is_shorter THEN jsonb_build_object('valid_to',
                   jsonb_build_array(coalesce(compared.our_end::text, ''), staged.valid_to)) END,
       outcome = CASE WHEN compared.fault IS NOT NULL THEN 'CONFLICT'
                      WHEN compared.id IS NULL THEN 'NEW'
                      WHEN compared.is_shorter THEN 'CHANGED' ELSE 'SAME' END
  FROM compared WHERE compared.n = staged.n
