-- What: what belongs to a document: entries that name it (also corrections by hand, which name what
-- they lessen), and those that it names.
-- Takes: entry_id. Returns: entry, kind of tie, whether it names the document, side, number, title,
-- day of issue, amount, day from which it counts, effect of a correction of KSeF. Locks: nothing.
SELECT other.id, told.kind, told.is_from, other.side, other.number, other.title, other.issued_on,
       other.amount, coalesce(other.paid_on, other.effective_on), kept.effect
FROM (
  SELECT tie.entry_id AS id, tie.kind, true AS is_from FROM billing_tie AS tie
  WHERE tie.document_id = %(entry_id)s
  UNION
  SELECT tie.document_id, tie.kind, false FROM billing_tie AS tie WHERE tie.entry_id = %(entry_id)s
  UNION
  SELECT credit.id, 'CORRECTS', true
  FROM ledger_entry AS document JOIN ledger_entry AS credit USING (account_id)
  WHERE document.id = %(entry_id)s AND credit.side = 'CREDIT' AND credit.kind = 'CORRECTION'
    AND credit.designated @> ARRAY[document.id]
) AS told
JOIN ledger_entry AS other ON other.id = told.id
LEFT JOIN billing_ksefinvoice AS kept
  ON other.source = 'ksef' AND kept.number = other.source_ref
ORDER BY other.issued_on, other.id
