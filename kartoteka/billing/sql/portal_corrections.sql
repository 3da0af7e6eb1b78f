-- What a customer may read of corrected interest notes: which own one stands in the place of which,
-- and by how much today's computation differs from one.
-- Takes: nothing. Returns: nothing. Locks: the table, for a moment.
SELECT portal_may_read('billing_notecorrection',
  $$EXISTS (SELECT FROM billing_interestnote AS made WHERE made.id = note_id
            AND made.account_id = ANY ((SELECT portal_accounts())::bigint[]))$$,
  '{note_id, corrects_id}');
GRANT EXECUTE ON FUNCTION ledger_accrued_afresh(bigint[], date[]) TO kartoteka_portal;
