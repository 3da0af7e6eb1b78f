-- Statement lines forget a person: who paid and with what words goes, amounts and days stay.
-- Takes: nothing. Returns: nothing. Locks: the tables while their triggers are made.
CREATE OR REPLACE TRIGGER payments_line_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON payments_line FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change('blanking');
CREATE OR REPLACE TRIGGER payments_payment_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON payments_payment FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change('blanking');
SELECT may_be_blanked('payments_line',
  '{title,counterparty_name,counterparty_account,reference,end_to_end_id}');
SELECT may_be_blanked('payments_payment', '{facts}');

-- payments_erase: of the lines that were booked for those of the parties that are erased. Returns
-- the rows touched of each table.
CREATE FUNCTION payments_erase(parties bigint[]) RETURNS TABLE (table_name text, touched bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  mine bigint[] := ARRAY(
    SELECT payment.line_id FROM register_party AS party
      JOIN ledger_account AS account ON account.party_id = party.id
      JOIN ledger_entry AS entry ON entry.account_id = account.id
      JOIN payments_payment AS payment ON payment.entry_id = entry.id
    WHERE party.id = ANY (parties) AND party.erased_at IS NOT NULL);
BEGIN
  PERFORM set_config('kartoteka.erasing', 'on', true);
  UPDATE payments_line SET title = '', counterparty_name = '', counterparty_account = '',
    reference = '', end_to_end_id = '' WHERE id = ANY (mine);
  GET DIAGNOSTICS touched = ROW_COUNT; table_name := 'payments_line'; RETURN NEXT;
  UPDATE payments_payment SET facts = '{}' WHERE line_id = ANY (mine);
  GET DIAGNOSTICS touched = ROW_COUNT; table_name := 'payments_payment'; RETURN NEXT;
  DELETE FROM payments_payer USING ledger_account AS account, register_party AS party
  WHERE payments_payer.account_id = account.id AND party.id = account.party_id
    AND party.id = ANY (parties) AND party.erased_at IS NOT NULL;
  GET DIAGNOSTICS touched = ROW_COUNT; table_name := 'payments_payer'; RETURN NEXT;
  PERFORM set_config('kartoteka.erasing', '', true);
END $$;
REVOKE EXECUTE ON FUNCTION payments_erase(bigint[]) FROM PUBLIC;
