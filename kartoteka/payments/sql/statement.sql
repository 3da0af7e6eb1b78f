-- What: a statement taken in, with how many of its lines are booked and wait.
-- Takes: public_id.
-- Returns: one row or none. Locks: nothing.
SELECT statement.id, statement.public_id, statement.bank_account, statement.currency,
       statement.format, statement.number, statement.is_interim, statement.opening,
       statement.opening_on, statement.closing, statement.closing_on, statement.first_on,
       statement.last_on, statement.lines_in_file, statement.problems || file.problems, file.name,
       file.taken_at, creditor.name, creditor.id, counted.new, counted.came, counted.booked,
       counted.waiting, file.encoding, file.sha256, file.origin, file.read_by
FROM payments_statement AS statement
JOIN payments_file AS file ON file.id = statement.file_id
JOIN register_party AS creditor ON creditor.id = statement.creditor_id
CROSS JOIN LATERAL (
  SELECT count(*) AS new,
         coalesce(sum(line.amount) FILTER (WHERE line.amount > 0), 0) AS came,
         count(payment.line_id) AS booked,
         count(waiting.line_id) AS waiting
  FROM payments_line AS line
  LEFT JOIN payments_payment AS payment ON payment.line_id = line.id
  LEFT JOIN payments_waiting AS waiting ON waiting.line_id = line.id
  WHERE line.statement_id = statement.id
) AS counted
WHERE statement.public_id = %(public_id)s
