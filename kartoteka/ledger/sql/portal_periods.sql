-- A customer reads the charged days of the own debts: entries have a debt_id too, so that the name
-- alone meant theirs, and nobody saw any day.
-- Takes: nothing. Returns: nothing. Locks: the table, for a moment.
ALTER POLICY ledger_interestperiod_portal ON ledger_interestperiod USING (
  EXISTS (SELECT FROM ledger_entry AS charged WHERE charged.id = ledger_interestperiod.debt_id
          AND charged.account_id = ANY ((SELECT portal_accounts())::bigint[])));
