-- Pairs open credits with open debits of each account in the order of its scheme: what the payer
-- designated first, then the longest due; inside a debt its components in their order.
--
-- Every open amount is a segment on its account's number line: debits laid end to end in their
-- order, credits in theirs. Cut the line at every end; each piece belongs to the first debit and
-- the first credit that reach so far, and is a settlement. One pass over sorted ends, so that an
-- account with ten thousand lines costs ten thousand, not their square.
--
-- One round takes one credit of an account, or, where neither interest nor designation can make
-- the order depend on the credit, all its credits up to the next designated one.
-- Takes: accounts (held), on, credit (NULL: the oldest open ones), actor. Returns: number of
-- lines, number of accounts, ids of lines when one credit was asked for.
-- Locks: the creditors, FOR SHARE (trigger); rows of ledger_open (trigger).
WITH account AS MATERIALIZED (
  SELECT account.id, scheme.code, scheme.basis, scheme.interest, creditor.closed_until,
         ARRAY[array_position(scheme.components, 'COST'),
               array_position(scheme.components, 'INTEREST'),
               array_position(scheme.components, 'PRINCIPAL')] AS place
  FROM unnest(%(accounts)s::bigint[]) AS wanted(id)
    JOIN ledger_account account ON account.id = wanted.id
    JOIN ledger_scheme scheme ON scheme.code = account.scheme_id
    JOIN ledger_creditor creditor ON creditor.party_id = account.creditor_id),
credit AS MATERIALIZED (
  SELECT account_id, entry_id, effective_on, is_designated, seq,
         sum(amount) OVER (PARTITION BY account_id ORDER BY seq) AS ends
  FROM (
    SELECT line.account_id, line.entry_id, line.effective_on, line.is_designated, line.amount,
           account.interest, row_number() OVER turn AS seq,
           bool_or(line.is_designated) OVER turn AS after_designated
    FROM account JOIN ledger_open line ON line.account_id = account.id
    WHERE line.side = 'CREDIT' AND line.effective_on <= %(on)s::date
      AND (%(credit)s::bigint IS NULL OR line.entry_id = %(credit)s::bigint)
    WINDOW turn AS (PARTITION BY line.account_id ORDER BY line.effective_on, line.entry_id)
  ) AS waiting
  WHERE seq = 1 OR (interest = 'POSTED' AND NOT after_designated)),
chosen AS MATERIALIZED (
  SELECT DISTINCT credit.account_id, coalesce(named.debt_id, named.id) AS debt_id
  FROM credit JOIN ledger_entry paid ON paid.id = credit.entry_id
    CROSS JOIN LATERAL unnest(paid.designated) AS choice(id)
    JOIN ledger_entry named ON named.id = choice.id
  WHERE credit.is_designated),
debit AS MATERIALIZED (
  SELECT line.account_id, line.entry_id, line.effective_on, line.line_on, line.rank,
         chosen.debt_id IS NOT NULL AS is_chosen,
         row_number() OVER turn AS seq, sum(line.amount) OVER turn AS ends
  FROM account JOIN ledger_open line ON line.account_id = account.id AND line.side = 'DEBIT'
    LEFT JOIN chosen ON chosen.account_id = line.account_id AND chosen.debt_id = line.debt_id
  WINDOW turn AS (
    PARTITION BY line.account_id
    ORDER BY chosen.debt_id IS NULL, line.line_on, line.debt_id, account.place[line.rank],
             line.entry_id ROWS UNBOUNDED PRECEDING)),
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
         greatest(debit.effective_on, credit.effective_on, account.closed_until + 1),
         %(actor)s, account.code,
         CASE WHEN debit.is_chosen THEN 'DESIGNATED' ELSE 'OLDEST_DUE' END, account.basis,
         jsonb_build_object('due', debit.line_on, 'rank', debit.rank)
  FROM piece
    JOIN debit ON debit.account_id = piece.account_id AND debit.seq = piece.debit_seq
    JOIN credit ON credit.account_id = piece.account_id AND credit.seq = piece.credit_seq
    JOIN account ON account.id = piece.account_id
  WHERE piece.amount > 0
  ORDER BY piece.account_id, piece.credit_seq, piece.debit_seq
  RETURNING id, account_id)
SELECT count(*), count(DISTINCT account_id),
       array_agg(id ORDER BY id) FILTER (WHERE %(credit)s::bigint IS NOT NULL)
FROM made
