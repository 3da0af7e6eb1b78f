-- What may change here leaves its trace, and what only the law or an upgrade changes is not the
-- desk's to change. Takes: nothing. Returns: nothing. Locks: the tables, for a moment.
SELECT trail_watch('ledger_account', 'id', 'party_id');
SELECT trail_watch('ledger_creditor', 'party_id', 'party_id');
SELECT trail_watch('ledger_interestrate', 'id', NULL);
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON ledger_scheme, ledger_interestkind, ledger_movedday
  FROM kartoteka_desk;
