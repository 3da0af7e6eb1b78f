-- What: the KSeF numbers of documents, the own invoice of each, in the order asked for.
-- Takes: entries. Returns: document's number, KSeF number, seller's NIP, day of issue, hash, entry.
-- Locks: nothing.
SELECT entry.number, invoice.number, invoice.seller_nip, invoice.issued_on, invoice.sha256,
       entry.id
FROM unnest(%(entries)s::bigint[]) WITH ORDINALITY AS asked(entry_id, place)
CROSS JOIN LATERAL (
  SELECT kept.number, kept.seller_nip, kept.issued_on, kept.sha256
  FROM billing_ksefinvoice AS kept WHERE kept.entry_id = asked.entry_id
  ORDER BY kept.id LIMIT 1) AS invoice
JOIN ledger_entry AS entry ON entry.id = asked.entry_id
ORDER BY asked.place
