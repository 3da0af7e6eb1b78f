-- What: for every line that has its credit now, whose it is and why; the first rule in the order of
-- belief is the reason, the facts hold what every agreeing rule found.
-- Takes: payments_candidate, order (rules as they are believed), actor. Returns: one row a line:
-- rule, account. Locks: nothing.
INSERT INTO payments_payment (line_id, entry_id, account_id, rule, facts, actor)
SELECT agreed.line_id, entry.id, entry.account_id, (%(order)s::text[])[agreed.rank], agreed.facts,
       %(actor)s
FROM (
  SELECT sure.line_id, min(array_position(%(order)s::text[], sure.rule)) AS rank,
         jsonb_object_agg(sure.rule, sure.facts) AS facts
  FROM payments_candidate AS sure
  WHERE sure.is_certain AND sure.counts
  GROUP BY sure.line_id
  HAVING min(sure.party_id) = max(sure.party_id)
) AS agreed
CROSS JOIN LATERAL (
  SELECT posted.id, posted.account_id FROM ledger_entry AS posted
  WHERE posted.source = 'payments.line' AND posted.source_ref = agreed.line_id::text
  LIMIT 1
) AS entry
RETURNING rule, account_id
