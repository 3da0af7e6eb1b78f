-- What a customer may read of payments: the virtual accounts that stand for the own ledger accounts.
-- Takes: nothing. Returns: nothing. Locks: the table named, for a moment.
SELECT portal_may_read('payments_virtualaccount',
  'account_id = ANY ((SELECT portal_accounts())::bigint[])', '{id, iban, account_id, closed_on}');
