-- What a customer may read of KSeF: the numbers of the own receivables and what verifies them.
-- Takes: nothing. Returns: nothing. Locks: the table, for a moment.
SELECT portal_may_read('billing_ksefinvoice',
  $$EXISTS (SELECT FROM ledger_entry AS billed WHERE billed.id = entry_id
            AND billed.account_id = ANY ((SELECT portal_accounts())::bigint[]))$$,
  '{id, entry_id, number, seller_nip, issued_on, sha256}');
