-- What: makes the notes and writes their numbers to what is to be noted.
-- Takes: ledger_notable; accounts and numbers, in the same order; issued_on, to, due_on, actor.
-- Returns: note, account. Locks: nothing.
WITH made AS (
  INSERT INTO billing_interestnote (account_id, number, issued_on, to_day, due_on, amount, actor)
  SELECT asked.account_id, asked.number, %(issued_on)s, %(to)s, %(due_on)s, total.amount, %(actor)s
  FROM unnest(%(accounts)s::bigint[], %(numbers)s::text[]) WITH ORDINALITY
      AS asked(account_id, number, place)
    JOIN (SELECT account_id, sum(amount) AS amount FROM pg_temp.ledger_notable
          GROUP BY account_id) AS total ON total.account_id = asked.account_id
  ORDER BY asked.place
  RETURNING id, account_id, number),
numbered AS (
  UPDATE pg_temp.ledger_notable AS staged
  SET number = made.number, source_ref = concat_ws('/', made.id, staged.debt_id)
  FROM made WHERE made.account_id = staged.account_id)
SELECT id, account_id FROM made
