-- What a customer may read of documents: those attached to the own receivables.
-- Takes: nothing. Returns: nothing. Locks: the tables named, for a moment.
SELECT portal_may_read('billing_attachment',
  $$EXISTS (SELECT FROM ledger_entry AS billed WHERE billed.id = entry_id
            AND billed.account_id = ANY ((SELECT portal_accounts())::bigint[]))$$,
  '{entry_id, content_id}');
SELECT portal_may_read('documents_content',
  $$EXISTS (SELECT FROM billing_attachment AS attached
              JOIN ledger_entry AS billed ON billed.id = attached.entry_id
            WHERE attached.content_id = documents_content.id
              AND billed.account_id = ANY ((SELECT portal_accounts())::bigint[]))$$,
  '{id, public_id, sha256, name, media_type, size}');
