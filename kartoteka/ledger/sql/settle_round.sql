-- Pairs open credits with open debits of each account in the order of the scheme: what the payer
-- designated first, then the scheme's order of debts; inside a debt its components in their order.
-- Goes on from settle_queue.sql.
--
-- Every open amount is a segment on its account's number line: debits laid end to end in their
-- order, credits in theirs. Cut the line at every end; each piece belongs to the first debit and
-- the first credit that reach so far, and is a settlement. One pass over sorted ends, so that an
-- account with ten thousand lines costs ten thousand, not their square. Where money is divided in
-- proportion, or by the parts that a bailiff told, each debit is laid down as far only as its share.
-- Numbered rows are joined on one number, so that no plan depends on stale statistics.
-- Takes: as settle_queue, actor. Returns: number of lines, their ids when one credit was asked for.
-- Locks: the creditors, FOR SHARE (trigger); rows of ledger_open (trigger).
, placed AS MATERIALIZED (
  SELECT line.*, row_number() OVER (
           ORDER BY line.account_id, line.is_free, line.is_unplanned, line.tier,
                    coalesce(size.claim, line.claim), line.debt_id, line.place, line.entry_id) AS seq
  FROM line
    LEFT JOIN size ON size.account_id = line.account_id AND size.debt_id = line.debt_id),
told AS MATERIALIZED (  -- what a bailiff told for each rank
  SELECT said.account_id, part.rank, part.amount
  FROM said CROSS JOIN LATERAL unnest(said.parts) WITH ORDINALITY AS part(amount, rank)),
parted AS MATERIALIZED (
  SELECT placed.entry_id, placed.account_id,
         greatest(least(placed.amount, told.amount + placed.amount - sum(placed.amount) OVER (
           PARTITION BY placed.account_id, placed.rank ORDER BY placed.seq)), 0) AS reach
  FROM placed JOIN told ON told.account_id = placed.account_id AND told.rank = placed.rank),
by_parts AS MATERIALIZED (  -- what no part reaches goes on in the scheme's order
  SELECT account_id FROM parted GROUP BY account_id HAVING sum(reach) > 0),
tiered AS MATERIALIZED (
  SELECT placed.account_id, placed.entry_id, placed.seq, placed.amount, credit.amount AS purse,
         dense_rank() OVER (PARTITION BY placed.account_id
                            ORDER BY placed.is_free, placed.is_unplanned, placed.tier) AS tier
  FROM placed
    JOIN terms ON terms.account_id = placed.account_id AND terms.sharing = 'PRO_RATA'
    JOIN credit ON credit.account_id = placed.account_id
  WHERE placed.account_id NOT IN (SELECT account_id FROM by_parts)),
divided AS MATERIALIZED (
  SELECT *, div(amount * money * 100, total) * 0.01 AS whole, mod(amount * money * 100, total) AS rest
  FROM (
    SELECT tiered.*, total, greatest(least(total, purse - before), 0) AS money
    FROM tiered JOIN (
      SELECT account_id AS account, tier AS level, sum(amount) AS total,
             sum(sum(amount)) OVER (PARTITION BY account_id ORDER BY tier) - sum(amount) AS before
      FROM tiered GROUP BY account_id, tier) AS level
      ON level.account = tiered.account_id AND level.level = tiered.tier) AS share),
limited AS MATERIALIZED (
  SELECT entry_id, reach, 'BREAKDOWN' AS rule
  FROM parted WHERE account_id IN (SELECT account_id FROM by_parts)
  UNION ALL  -- grosze that no exact share takes go to the largest remainders
  SELECT entry_id,
         whole + CASE WHEN row_number() OVER (PARTITION BY account_id, tier
                                              ORDER BY rest DESC, seq)
                      <= (money - sum(whole) OVER (PARTITION BY account_id, tier)) * 100
                 THEN 0.01 ELSE 0 END, 'PRO_RATA'
  FROM divided),
debit AS MATERIALIZED (
  SELECT placed.account_id, placed.entry_id, placed.effective_on, placed.line_on, placed.rank,
         placed.seq, CASE WHEN limited.rule = 'BREAKDOWN' THEN 'BREAKDOWN'
                          WHEN NOT placed.is_free THEN 'DESIGNATED'
                          WHEN limited.rule IS NOT NULL THEN limited.rule
                          WHEN NOT placed.is_unplanned THEN 'PLAN' END AS rule,
         sum(coalesce(limited.reach, placed.amount)) OVER (
           PARTITION BY placed.account_id ORDER BY placed.seq) AS ends
  FROM placed LEFT JOIN limited ON limited.entry_id = placed.entry_id
  WHERE coalesce(limited.reach, placed.amount) > 0),
piece AS (
  SELECT account_id, ends - coalesce(lead(ends) OVER back, 0) AS amount,
         min(debit_seq) OVER back AS debit_seq, min(credit_seq) OVER back AS credit_seq
  FROM (
    SELECT account_id, ends, seq AS debit_seq, NULL::bigint AS credit_seq FROM debit
    UNION ALL
    SELECT account_id, ends, NULL, seq FROM credit) AS cut
  WINDOW back AS (PARTITION BY account_id ORDER BY ends DESC)),
made AS (
  INSERT INTO ledger_settlement (
    account_id, debit_id, credit_id, amount, effective_on, actor, scheme, rule, basis, facts)
  SELECT piece.account_id, debit.entry_id, credit.entry_id, piece.amount,
         greatest(debit.effective_on, credit.effective_on, terms.closed_until + 1),
         %(actor)s, terms.code, coalesce(debit.rule, terms.claims), terms.basis,
         jsonb_build_object('due', debit.line_on, 'rank', debit.rank)
           || CASE WHEN terms.version > 1 THEN jsonb_build_object('version', terms.version)
                   ELSE '{}' END
  FROM piece
    JOIN debit ON debit.seq = piece.debit_seq
    JOIN credit ON credit.seq = piece.credit_seq
    JOIN terms ON terms.account_id = piece.account_id
  WHERE piece.amount > 0
  ORDER BY piece.credit_seq, piece.debit_seq
  RETURNING id)
SELECT count(*), (SELECT array_agg(id ORDER BY id) FROM made WHERE %(credit)s::bigint IS NOT NULL)
FROM made
