-- A customer reads the kept rows of the own interest that was taken back: the office's copy has them.
-- Takes: nothing. Returns: nothing. Locks: the table, for a moment.
SELECT portal_may_read('ledger_formerinterest',
  $$EXISTS (SELECT FROM ledger_entry AS charged
            WHERE charged.id = ledger_formerinterest.entry_id
              AND charged.account_id = ANY ((SELECT portal_accounts())::bigint[]))$$,
  '{id, entry_id, first_day, last_day, principal, percent, legal_basis}');
