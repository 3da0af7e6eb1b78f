-- What: pairs payments with open receivables of each customer, oldest due first, inside a document
-- costs, interest, principal. Every amount is a segment of its customer's number line; where a
-- payment's segment and a debt's overlap, the overlap is what is allocated.
WITH debt AS (
  SELECT id, customer_id, open,
         sum(open) OVER line AS ends_at
  FROM receivable WHERE open > 0
  WINDOW line AS (PARTITION BY customer_id ORDER BY due, number, rank)
), money AS (
  SELECT id, customer_id, open,
         sum(open) OVER line AS ends_at
  FROM payment WHERE open > 0
  WINDOW line AS (PARTITION BY customer_id ORDER BY paid, id)
), pair AS (
  SELECT money.id AS payment_id, debt.id AS receivable_id,
         least(money.ends_at, debt.ends_at)
           - greatest(money.ends_at - money.open, debt.ends_at - debt.open) AS amount
  FROM debt JOIN money USING (customer_id)
  WHERE debt.ends_at - debt.open < money.ends_at AND money.ends_at - money.open < debt.ends_at
), made AS (
  INSERT INTO allocation (payment_id, receivable_id, amount)
  SELECT payment_id, receivable_id, amount FROM pair
  RETURNING payment_id, receivable_id, amount
), used AS (
  UPDATE payment SET open = open - spent.amount
  FROM (SELECT payment_id, sum(amount) AS amount FROM made GROUP BY payment_id) AS spent
  WHERE payment.id = spent.payment_id
)
UPDATE receivable SET open = open - covered.amount
FROM (SELECT receivable_id, sum(amount) AS amount FROM made GROUP BY receivable_id) AS covered
WHERE receivable.id = covered.receivable_id
