-- What: the waiting lines that a run looks at, beside those that have just been taken in.
-- Takes: line_ids (NULL: all). Returns: nothing, fills payments_chosen. Locks: nothing.
INSERT INTO payments_chosen
SELECT line.id, line.creditor_id, line.currency, line.amount, line.own_account,
       line.counterparty_account, line.is_reversal, waiting.keys, waiting.words, waiting.symbols,
       waiting.nips, waiting.names, false
FROM payments_waiting AS waiting
JOIN payments_line AS line ON line.id = waiting.line_id
WHERE %(line_ids)s::bigint[] IS NULL OR waiting.line_id = ANY (%(line_ids)s::bigint[])
