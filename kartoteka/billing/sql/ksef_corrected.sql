-- What: the documents that corrections and final invoices of a set name: by their KSeF numbers
-- (kept before, or of the same set), else by their own numbers. What a correction corrected stands
-- for a correction that took away.
-- Takes: billing_ksef_draft, once the new invoices are posted. Returns: nothing, fills documents
-- and, for corrections, outcome. Locks: nothing.
UPDATE billing_ksef_draft AS draft
SET documents = named.documents,
    outcome = CASE
      WHEN NOT draft.is_correction THEN draft.outcome
      WHEN named.documents IS NULL THEN 'ksef.corrected_missing'
      WHEN named.accounts > 1 THEN 'ksef.corrected_of_several'
      WHEN named.currency <> draft.currency THEN 'ksef.corrected_other_currency'
      WHEN draft.amount = 0 THEN 'TIED'
      ELSE 'NEW' END
FROM billing_ksef_draft AS own
  CROSS JOIN LATERAL (
    SELECT array_agg(document.id ORDER BY document.due_on, document.id) AS documents,
           count(DISTINCT document.account_id) AS accounts, min(account.currency) AS currency
    FROM (
      SELECT DISTINCT meant.id
      FROM ledger_entry AS entry
      CROSS JOIN LATERAL unnest(CASE WHEN entry.side = 'CREDIT' THEN entry.designated
                                     ELSE ARRAY[entry.id] END) AS meant(id)
      WHERE entry.id IN (
        SELECT kept.entry_id FROM billing_ksefinvoice AS kept
        WHERE kept.number = ANY (own.named_ksef)
        UNION ALL
        SELECT posted.id FROM ledger_entry AS posted
        WHERE posted.source = 'ksef' AND posted.source_ref = ANY (own.named_ksef)
        UNION ALL
        SELECT joined.entry_id FROM billing_ksef_draft AS joined
        WHERE joined.ksef = ANY (own.named_ksef) AND joined.outcome = 'JOINED'
        UNION ALL
        SELECT numbered.id
        FROM unnest(own.named_numbers) AS said(number)
        CROSS JOIN LATERAL (
          SELECT one.id FROM ledger_entry AS one
          JOIN ledger_account AS whose ON whose.id = one.account_id
          WHERE number_key(one.number) = number_key(said.number) AND one.number = said.number
            AND one.side = 'DEBIT' AND one.debt_id IS NULL AND one.number <> ''
            AND whose.creditor_id = own.creditor_id AND whose.party_id = own.party_id
          ORDER BY one.id LIMIT 1) AS numbered)
    ) AS found
    JOIN ledger_entry AS document ON document.id = found.id
    JOIN ledger_account AS account ON account.id = document.account_id
    WHERE document.side = 'DEBIT' AND document.debt_id IS NULL
      AND account.creditor_id = own.creditor_id
  ) AS named
WHERE own.place = draft.place AND draft.outcome IN ('NEW', 'JOINED')
  AND (draft.is_correction OR cardinality(own.named_numbers) + cardinality(own.named_ksef) > 0)
