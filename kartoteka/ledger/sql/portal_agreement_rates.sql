-- What a customer may read of the rates of agreements: those by which the own debts are reckoned.
-- Takes: nothing. Returns: nothing. Locks: the table, for a moment.
SELECT portal_may_read('ledger_agreementrate',
  $$EXISTS (SELECT FROM ledger_entry AS bearing
            WHERE bearing.agreement_id = ledger_agreementrate.agreement_id
              AND bearing.account_id = ANY ((SELECT portal_accounts())::bigint[]))$$,
  '{id, agreement_id, kind_id, base, percent, valid_from, valid_to, recorded_at, withdrawn_at}');
