-- Shares of a payment and notes are only added; a share is a credit of the account that it names;
-- erasing a person reaches both.
-- Takes: nothing. Returns: nothing. Locks: the new tables.
SELECT append_only('payments_share');
SELECT append_only('payments_note', '{text}');
SELECT trail_watch('payments_clarification', 'line_id', NULL);
ALTER TABLE payments_share
  ADD COLUMN side text GENERATED ALWAYS AS ('CREDIT') STORED,
  ADD CONSTRAINT payments_share_entry_of_account
    FOREIGN KEY (entry_id, account_id, side) REFERENCES ledger_entry (id, account_id, side)
    DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX payments_share_account ON payments_share (account_id);
CREATE INDEX payments_clarification_owner ON payments_clarification (owner);

CREATE OR REPLACE FUNCTION payments_erase(parties bigint[]) RETURNS TABLE (table_name text, touched bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  mine bigint[] := ARRAY(
    SELECT payment.line_id FROM register_party AS party
      JOIN ledger_account AS account ON account.party_id = party.id
      JOIN ledger_entry AS entry ON entry.account_id = account.id
      JOIN payments_payment AS payment ON payment.entry_id = entry.id
    WHERE party.id = ANY (parties) AND party.erased_at IS NOT NULL
    UNION
    SELECT share.line_id FROM register_party AS party
      JOIN ledger_account AS account ON account.party_id = party.id
      JOIN payments_share AS share ON share.account_id = account.id
    WHERE party.id = ANY (parties) AND party.erased_at IS NOT NULL);
BEGIN
  PERFORM set_config('kartoteka.erasing', 'on', true);
  UPDATE payments_line SET title = '', counterparty_name = '', counterparty_account = '',
    reference = '', end_to_end_id = '' WHERE id = ANY (mine);
  GET DIAGNOSTICS touched = ROW_COUNT; table_name := 'payments_line'; RETURN NEXT;
  UPDATE payments_payment SET facts = '{}' WHERE line_id = ANY (mine);
  GET DIAGNOSTICS touched = ROW_COUNT; table_name := 'payments_payment'; RETURN NEXT;
  UPDATE payments_note SET text = '' WHERE line_id = ANY (mine);
  GET DIAGNOSTICS touched = ROW_COUNT; table_name := 'payments_note'; RETURN NEXT;
  DELETE FROM payments_payer USING ledger_account AS account, register_party AS party
  WHERE payments_payer.account_id = account.id AND party.id = account.party_id
    AND party.id = ANY (parties) AND party.erased_at IS NOT NULL;
  GET DIAGNOSTICS touched = ROW_COUNT; table_name := 'payments_payer'; RETURN NEXT;
  PERFORM set_config('kartoteka.erasing', '', true);
END $$;
