-- What a round has before it: of each account the next credit, the scheme by which it is used, and
-- the open debits that it may meet. The head of settle_interest and settle_round, which go on from
-- `credit`, `terms`, `said` and `line`.
--
-- The scheme is the account's own, or the one that the creditor chose for money of that kind. One
-- round takes one credit of an account, or, where neither interest nor designation nor proportion
-- can make the order depend on the credit, all its credits up to the next that stands apart.
-- Tables are reached by index, account by account (LATERAL … OFFSET 0), so that no plan depends on
-- statistics that a million new rows made stale.
-- Takes: accounts (held), on, credit (NULL: the oldest open ones), most (no more of each credit than
-- that; NULL: all that is left), accrued_only (accounts of schemes that count all accrued interest).
WITH account AS MATERIALIZED (
  SELECT account.id, account.creditor_id, account.scheme_id, creditor.closed_until,
         choices.accrues IS NOT NULL AS has_choices
  FROM unnest(%(accounts)s::bigint[]) AS wanted(id)
    JOIN ledger_account account ON account.id = wanted.id
    JOIN ledger_scheme own ON own.code = account.scheme_id
    JOIN ledger_creditor creditor ON creditor.party_id = account.creditor_id
    LEFT JOIN (
      SELECT choice.creditor_id, bool_or(scheme.interest = 'ACCRUED') AS accrues
      FROM ledger_schemechoice choice JOIN ledger_scheme scheme ON scheme.code = choice.scheme_id
      GROUP BY choice.creditor_id) AS choices ON choices.creditor_id = account.creditor_id
  WHERE NOT %(accrued_only)s OR own.interest = 'ACCRUED' OR choices.accrues),
waiting AS MATERIALIZED (
  SELECT account.id AS account_id, line.*, coalesce(by_kind.scheme_id, account.scheme_id) AS scheme_id,
         line.is_designated OR by_kind.scheme_id IS NOT NULL AS is_apart
  FROM account
    CROSS JOIN LATERAL (
      SELECT entry_id, effective_on, line_on AS came_on, is_designated,
             least(amount, %(most)s::numeric) AS amount
      FROM ledger_open
      WHERE account_id = account.id AND side = 'CREDIT' AND effective_on <= %(on)s::date
        AND (%(credit)s::bigint IS NULL OR entry_id = %(credit)s::bigint)
      OFFSET 0) AS line
    LEFT JOIN LATERAL (
      SELECT choice.scheme_id
      FROM ledger_entry paid JOIN ledger_schemechoice choice
        ON choice.creditor_id = account.creditor_id AND choice.via = paid.via
      WHERE account.has_choices AND paid.id = line.entry_id
      OFFSET 0) AS by_kind ON true),
queue AS MATERIALIZED (  -- money for debts to come does not stand in the way of what a payer named
  SELECT waiting.*, row_number() OVER turns AS turn, bool_or(is_apart) OVER turns AS after_apart
  FROM waiting JOIN ledger_scheme scheme ON scheme.code = waiting.scheme_id
  WHERE scheme.ahead_days IS NULL
     OR EXISTS (SELECT FROM ledger_open
                WHERE account_id = waiting.account_id AND side = 'DEBIT'
                  AND line_on <= %(on)s::date + scheme.ahead_days)
     OR scheme.designation = 'FOLLOWED' AND EXISTS (
          SELECT FROM ledger_entry own
            CROSS JOIN LATERAL (
              SELECT coalesce(debt_id, id) AS debt_id FROM ledger_entry
              WHERE id = ANY (own.designated) OFFSET 0) AS named
            CROSS JOIN LATERAL (
              SELECT FROM ledger_open
              WHERE account_id = waiting.account_id AND side = 'DEBIT'
                AND ledger_open.debt_id = named.debt_id OFFSET 0) AS open
          WHERE own.id = waiting.entry_id AND waiting.is_designated)
  WINDOW turns AS (PARTITION BY waiting.account_id ORDER BY waiting.came_on, waiting.entry_id)),
terms AS MATERIALIZED (
  SELECT queue.account_id, scheme.*, account.closed_until,
         ARRAY[array_position(scheme.components, 'COST'),
               array_position(scheme.components, 'INTEREST'),
               array_position(scheme.components, 'PRINCIPAL')] AS place
  FROM queue
    JOIN ledger_scheme scheme ON scheme.code = queue.scheme_id
    JOIN account ON account.id = queue.account_id
  WHERE queue.turn = 1 AND (NOT %(accrued_only)s OR scheme.interest = 'ACCRUED')),
credit AS MATERIALIZED (
  SELECT queue.account_id, queue.entry_id, queue.effective_on, queue.came_on, queue.is_apart,
         queue.amount,
         row_number() OVER (ORDER BY queue.account_id, queue.turn) AS seq,
         sum(queue.amount) OVER (PARTITION BY queue.account_id ORDER BY queue.turn) AS ends
  FROM queue JOIN terms ON terms.account_id = queue.account_id
  WHERE queue.turn = 1
     OR (terms.interest = 'POSTED' AND terms.sharing = 'IN_TURN' AND NOT queue.after_apart
         AND NOT %(accrued_only)s)),
said AS MATERIALIZED (  -- by who paid: which debts, and how much for what
  SELECT credit.account_id, credit.entry_id,
         CASE WHEN terms.designation = 'FOLLOWED' THEN own.designated END AS designated,
         CASE WHEN terms.follows_parts AND NOT EXISTS (  -- once; what is left goes on in order
           SELECT FROM ledger_settlement before
             LEFT JOIN LATERAL (
               SELECT id FROM ledger_settlement WHERE mirrors_id = before.id OFFSET 0) AS back ON true
           WHERE before.credit_id = credit.entry_id AND before.rule = 'BREAKDOWN'
             AND back.id IS NULL)
         THEN own.parts END AS parts
  FROM credit JOIN terms ON terms.account_id = credit.account_id
    CROSS JOIN LATERAL (
      SELECT designated, parts FROM ledger_entry WHERE id = credit.entry_id OFFSET 0) AS own
  WHERE credit.is_apart),
chosen AS MATERIALIZED (
  SELECT DISTINCT said.account_id, coalesce(named.debt_id, named.id) AS debt_id
  FROM said
    CROSS JOIN LATERAL (SELECT unnest(said.designated) AS id OFFSET 0) AS choice
    CROSS JOIN LATERAL (
      SELECT id, debt_id FROM ledger_entry WHERE id = choice.id OFFSET 0) AS named),
planned AS MATERIALIZED (
  SELECT terms.account_id, debt.debt_id
  FROM terms JOIN ledger_plan plan ON plan.account_id = terms.account_id
    JOIN ledger_plandebt debt ON debt.plan_id = plan.id AND debt.stands
  WHERE terms.plan_first),
line AS MATERIALIZED (
  SELECT terms.account_id, open.*, chosen.debt_id IS NULL AS is_free,
         planned.debt_id IS NULL AS is_unplanned,
         CASE WHEN terms.by_component THEN terms.place[open.rank] ELSE 0 END AS tier,
         CASE terms.claims WHEN 'OLDEST_DUE' THEN open.line_on - DATE '2000-01-01'
                           WHEN 'NEWEST_DUE' THEN DATE '2000-01-01' - open.line_on
                           ELSE 0 END::numeric AS claim,
         terms.place[open.rank] AS place
  FROM terms
    CROSS JOIN LATERAL (
      SELECT entry_id, debt_id, effective_on, line_on, rank, amount FROM ledger_open
      WHERE account_id = terms.account_id AND side = 'DEBIT' OFFSET 0) AS open
    LEFT JOIN chosen ON chosen.account_id = terms.account_id AND chosen.debt_id = open.debt_id
    LEFT JOIN planned ON planned.account_id = terms.account_id AND planned.debt_id = open.debt_id
  WHERE chosen.debt_id IS NOT NULL OR terms.ahead_days IS NULL
     OR open.line_on <= %(on)s::date + terms.ahead_days),
size AS MATERIALIZED (
  SELECT line.account_id, line.debt_id,
         sum(line.amount) * CASE terms.claims WHEN 'SMALLEST' THEN 1 ELSE -1 END AS claim
  FROM line JOIN terms ON terms.account_id = line.account_id
  WHERE terms.claims IN ('SMALLEST', 'LARGEST')
  GROUP BY line.account_id, line.debt_id, terms.claims)
