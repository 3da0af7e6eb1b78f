-- What a customer may read of the ledger: the own accounts, and what creditors are called.
-- Takes: nothing. Returns: nothing. Locks: the tables named, for a moment.

-- The accounts of the parties that the signed-in login holds (register: portal_parties), and the
-- creditors of these accounts. One statement each: they run once per table that a query reads.
CREATE FUNCTION portal_accounts() RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  RETURN coalesce((
    SELECT array_agg(account.id)
    FROM access_portal_session AS session
      JOIN access_user AS login ON login.id = session.user_id
      JOIN register_portalgrant AS held ON held.user_id = login.id AND held.ended_at IS NULL
      JOIN ledger_account AS account ON account.party_id = held.party_id
    WHERE session.session_key = current_setting('kartoteka.session', true)
      AND session.expire_date > now() AND login.realm = 'portal' AND login.is_active), '{}');
END $$;
CREATE FUNCTION portal_creditors() RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  RETURN coalesce((SELECT array_agg(DISTINCT creditor_id) FROM ledger_account
                   WHERE party_id = ANY (portal_parties())), '{}');
END $$;
REVOKE EXECUTE ON FUNCTION portal_accounts(), portal_creditors() FROM PUBLIC, kartoteka_desk;
GRANT EXECUTE ON FUNCTION portal_accounts(), portal_creditors() TO kartoteka_portal;

SELECT portal_may_read('ledger_account', 'id = ANY ((SELECT portal_accounts())::bigint[])',
  '{id, public_id, party_id, creditor_id, currency, scheme_id}');
SELECT portal_may_read('ledger_entry', 'account_id = ANY ((SELECT portal_accounts())::bigint[])',
  '{id, public_id, account_id, side, kind, amount, number, title, issued_on, due_on, booked_on,
    effective_on, recorded_at, point_id, agreement_id, debt_id, interest_kind, designated, source}');
SELECT portal_may_read('ledger_settlement',
  'account_id = ANY ((SELECT portal_accounts())::bigint[])',
  '{id, account_id, debit_id, credit_id, amount, effective_on, recorded_at, actor, scheme, rule,
    basis, facts, mirrors_id, reason}');
SELECT portal_may_read('ledger_open', 'account_id = ANY ((SELECT portal_accounts())::bigint[])',
  ARRAY(SELECT attname::text FROM pg_attribute
        WHERE attrelid = 'ledger_open'::regclass AND attnum > 0 AND NOT attisdropped));
SELECT portal_may_read('ledger_duechange',
  $$EXISTS (SELECT FROM ledger_entry AS changed WHERE changed.id = entry_id
            AND changed.account_id = ANY ((SELECT portal_accounts())::bigint[]))$$,
  '{id, entry_id, due_on, recorded_at}');
SELECT portal_may_read('ledger_interestperiod',
  $$EXISTS (SELECT FROM ledger_entry AS charged WHERE charged.id = debt_id
            AND charged.account_id = ANY ((SELECT portal_accounts())::bigint[]))$$,
  ARRAY(SELECT attname::text FROM pg_attribute
        WHERE attrelid = 'ledger_interestperiod'::regclass AND attnum > 0 AND NOT attisdropped));

-- Whom the customer owes: name, address, tax number and the accounts that stand on slips.
SELECT portal_may_read('ledger_creditor', 'party_id = ANY ((SELECT portal_creditors())::bigint[])',
  '{party_id, scheme_id, rounding}');
CREATE POLICY register_party_portal_creditor ON register_party FOR SELECT TO kartoteka_portal
  USING (id = ANY ((SELECT portal_creditors())::bigint[]));
CREATE POLICY register_address_portal_creditor ON register_address FOR SELECT TO kartoteka_portal
  USING (party_id = ANY ((SELECT portal_creditors())::bigint[]));
CREATE POLICY register_identifier_portal_creditor ON register_identifier
  FOR SELECT TO kartoteka_portal
  USING (kind = 'NIP' AND party_id = ANY ((SELECT portal_creditors())::bigint[]));
SELECT portal_may_read('register_bankaccount',
  'is_for_slips AND party_id = ANY ((SELECT portal_creditors())::bigint[])',
  '{id, party_id, iban, currency, is_for_slips, valid_from, valid_to}');

-- The law is nobody's: rates, kinds of interest, holidays, how payments are used.
GRANT SELECT ON ledger_interestrate, ledger_interestkind, ledger_movedday, ledger_scheme
  TO kartoteka_portal;
GRANT EXECUTE ON FUNCTION ledger_to_grosz(numeric), ledger_interest_rows(bigint[], date[], timestamptz[]),
  ledger_accrued(bigint[], date[]) TO kartoteka_portal;
