-- What: refunds that were sent and of which a statement tells now: money that left the same account
-- from that day on, of that amount, with the refund's reference.
-- Takes: nothing. Returns: nothing. Locks: the rows of the refunds.
UPDATE payments_refund AS refund SET state = 'CONFIRMED', line_id = told.line_id
FROM (
  SELECT DISTINCT ON (sent.id) sent.id, line.id AS line_id
  FROM payments_refund AS sent
  JOIN payments_refundfile AS file ON file.id = sent.file_id
  JOIN payments_statement AS statement
    ON statement.bank_account = file.bank_account AND statement.last_on >= file.paid_on - 1
  JOIN payments_line AS line
    ON line.statement_id = statement.id AND line.amount = -sent.amount
   AND line.currency = file.currency AND NOT line.is_reversal
  WHERE sent.state = 'SENT'
    AND (line.end_to_end_id = 'ZWR' || lpad(sent.id::text, 8, '0')
         OR position('zwr' || lpad(sent.id::text, 8, '0')
                     IN replace(fold(line.title || line.reference), ' ', '')) > 0)
    AND NOT EXISTS (SELECT FROM payments_refund AS other WHERE other.line_id = line.id)
  ORDER BY sent.id, line.id
) AS told
WHERE refund.id = told.id
