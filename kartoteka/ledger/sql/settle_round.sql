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
--
-- What a piece needs of its debit and credit travels along in arrays that begin with the place in
-- line; nothing is joined back, because sets that the planner cannot estimate are joined badly.
-- Takes: accounts (held), on, credit (NULL: the oldest open ones), actor. Returns: number of
-- lines, number of accounts, ids of lines when one credit was asked for.
-- Locks: the creditors, FOR SHARE (trigger); rows of ledger_open (trigger).
WITH account AS MATERIALIZED (
  SELECT account.id, scheme.interest,
         ARRAY[array_position(scheme.components, 'COST'),
               array_position(scheme.components, 'INTEREST'),
               array_position(scheme.components, 'PRINCIPAL')] AS place,
         (SELECT array_agg(coalesce(named.debt_id, named.id))
          FROM (SELECT line.entry_id, line.is_designated FROM ledger_open line
                WHERE line.account_id = account.id AND line.side = 'CREDIT'
                  AND line.effective_on <= %(on)s::date
                  AND (%(credit)s::bigint IS NULL OR line.entry_id = %(credit)s::bigint)
                ORDER BY line.effective_on, line.entry_id LIMIT 1) AS oldest
            JOIN ledger_entry paid ON paid.id = oldest.entry_id
            CROSS JOIN LATERAL unnest(paid.designated) AS choice(id)
            JOIN ledger_entry named ON named.id = choice.id
          WHERE oldest.is_designated) AS chosen
  FROM unnest(%(accounts)s::bigint[]) AS wanted(id)
    JOIN ledger_account account ON account.id = wanted.id
    JOIN ledger_scheme scheme ON scheme.code = account.scheme_id),
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
debit AS MATERIALIZED (
  SELECT line.account_id, line.entry_id, line.effective_on, line.line_on, line.rank,
         coalesce(line.debt_id = ANY (account.chosen), false) AS is_chosen,
         row_number() OVER turn AS seq, sum(line.amount) OVER turn AS ends
  FROM account JOIN ledger_open line ON line.account_id = account.id AND line.side = 'DEBIT'
  WINDOW turn AS (
    PARTITION BY line.account_id
    ORDER BY coalesce(line.debt_id = ANY (account.chosen), false) DESC, line.line_on, line.debt_id,
             account.place[line.rank], line.entry_id ROWS UNBOUNDED PRECEDING)),
piece AS (
  SELECT account_id, ends - coalesce(lead(ends) OVER back, 0) AS amount,
         min(debit) OVER back AS debit, min(credit) OVER back AS credit
  FROM (
    SELECT account_id, ends, NULL::bigint[] AS credit,
           ARRAY[seq, entry_id, effective_on - DATE '2000-01-01', line_on - DATE '2000-01-01',
                 rank, is_chosen::integer]::bigint[] AS debit
    FROM debit
    UNION ALL
    SELECT account_id, ends, ARRAY[seq, entry_id, effective_on - DATE '2000-01-01']::bigint[], NULL
    FROM credit) AS cut
  WINDOW back AS (PARTITION BY account_id ORDER BY ends DESC)),
made AS (
  INSERT INTO ledger_settlement (
    account_id, debit_id, credit_id, amount, effective_on, actor, scheme, rule, basis, facts)
  SELECT piece.account_id, debit[2], credit[2], piece.amount,
         greatest(DATE '2000-01-01' + debit[3]::integer, DATE '2000-01-01' + credit[3]::integer,
                  creditor.closed_until + 1),
         %(actor)s, scheme.code,
         CASE WHEN debit[6] = 1 THEN 'DESIGNATED' ELSE 'OLDEST_DUE' END, scheme.basis,
         jsonb_build_object('due', DATE '2000-01-01' + debit[4]::integer, 'rank', debit[5])
  FROM piece
    JOIN ledger_account account ON account.id = piece.account_id
    JOIN ledger_scheme scheme ON scheme.code = account.scheme_id
    JOIN ledger_creditor creditor ON creditor.party_id = account.creditor_id
  WHERE piece.amount > 0 AND debit IS NOT NULL AND credit IS NOT NULL
  ORDER BY piece.account_id, credit[1], debit[1]
  RETURNING id, account_id)
SELECT count(*), count(DISTINCT account_id),
       array_agg(id ORDER BY id) FILTER (WHERE %(credit)s::bigint IS NOT NULL)
FROM made
