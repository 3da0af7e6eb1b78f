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
-- Tables are reached by index, account by account (LATERAL … OFFSET 0), and numbered rows joined
-- on one number, so that no plan depends on statistics that a million new rows made stale.
-- Takes: accounts (held), on, credit (NULL: the oldest open ones), actor. Returns: number of
-- lines, their ids when one credit was asked for.
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
  SELECT account_id, entry_id, effective_on, is_designated,
         row_number() OVER (ORDER BY account_id, turn) AS seq,
         sum(amount) OVER (PARTITION BY account_id ORDER BY turn) AS ends
  FROM (
    SELECT account.id AS account_id, line.*, account.interest, row_number() OVER queue AS turn,
           bool_or(line.is_designated) OVER queue AS after_designated
    FROM account CROSS JOIN LATERAL (
      SELECT entry_id, effective_on, is_designated, amount FROM ledger_open
      WHERE account_id = account.id AND side = 'CREDIT' AND effective_on <= %(on)s::date
        AND (%(credit)s::bigint IS NULL OR entry_id = %(credit)s::bigint)
      OFFSET 0) AS line
    WINDOW queue AS (PARTITION BY account.id ORDER BY line.effective_on, line.entry_id)
  ) AS waiting
  WHERE turn = 1 OR (interest = 'POSTED' AND NOT after_designated)),
chosen AS MATERIALIZED (
  SELECT DISTINCT credit.account_id, coalesce(named.debt_id, named.id) AS debt_id
  FROM credit
    CROSS JOIN LATERAL (
      SELECT unnest(designated) AS id FROM ledger_entry WHERE id = credit.entry_id OFFSET 0) AS choice
    CROSS JOIN LATERAL (
      SELECT id, debt_id FROM ledger_entry WHERE id = choice.id OFFSET 0) AS named
  WHERE credit.is_designated),
debit AS MATERIALIZED (
  SELECT account.id AS account_id, line.entry_id, line.effective_on, line.line_on, line.rank,
         chosen.debt_id IS NOT NULL AS is_chosen,
         row_number() OVER (
           ORDER BY account.id, chosen.debt_id IS NULL, line.line_on, line.debt_id,
                    account.place[line.rank], line.entry_id) AS seq,
         sum(line.amount) OVER (
           PARTITION BY account.id
           ORDER BY chosen.debt_id IS NULL, line.line_on, line.debt_id,
                    account.place[line.rank], line.entry_id) AS ends
  FROM account
    CROSS JOIN LATERAL (
      SELECT entry_id, debt_id, effective_on, line_on, rank, amount FROM ledger_open
      WHERE account_id = account.id AND side = 'DEBIT' OFFSET 0) AS line
    LEFT JOIN chosen ON chosen.account_id = account.id AND chosen.debt_id = line.debt_id),
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
    JOIN debit ON debit.seq = piece.debit_seq
    JOIN credit ON credit.seq = piece.credit_seq
    JOIN account ON account.id = piece.account_id
  WHERE piece.amount > 0
  ORDER BY piece.credit_seq, piece.debit_seq
  RETURNING id)
SELECT count(*), (SELECT array_agg(id ORDER BY id) FROM made WHERE %(credit)s::bigint IS NOT NULL)
FROM made
