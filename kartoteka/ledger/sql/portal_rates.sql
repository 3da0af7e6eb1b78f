-- What a customer may read of rates agreed or chosen: those of the own debts.
-- Takes: nothing. Returns: nothing. Locks: the table, for a moment.
SELECT portal_may_read('ledger_debtrate',
  $$EXISTS (SELECT FROM ledger_entry AS bearing WHERE bearing.id = entry_id
            AND bearing.account_id = ANY ((SELECT portal_accounts())::bigint[]))$$,
  '{id, entry_id, kind_id, percent, agreed_on, recorded_at}');
