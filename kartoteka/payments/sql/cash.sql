-- Cash documents and what voided them are only added, their numbers count on by one; batches leave
-- their trace; erasing a person reaches all of them.
-- Takes: nothing. Returns: nothing. Locks: the new tables.
SELECT append_only('payments_cashdocument', '{payer,title}');
SELECT append_only('payments_cashvoid', '{reason}');
SELECT trail_watch('payments_cashdesk', 'id', NULL);
SELECT trail_watch('payments_batch', 'id', NULL);
REVOKE DELETE, TRUNCATE ON payments_cashseries, payments_cashdesk FROM kartoteka_desk;

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
  UPDATE payments_cashdocument AS document SET payer = '', title = ''
  FROM ledger_account AS account, register_party AS party
  WHERE document.account_id = account.id AND party.id = account.party_id
    AND party.id = ANY (parties) AND party.erased_at IS NOT NULL;
  GET DIAGNOSTICS touched = ROW_COUNT; table_name := 'payments_cashdocument'; RETURN NEXT;
  UPDATE payments_cashvoid AS void SET reason = ''
  FROM payments_cashdocument AS document, ledger_account AS account, register_party AS party
  WHERE void.document_id = document.id AND document.account_id = account.id
    AND party.id = account.party_id AND party.id = ANY (parties) AND party.erased_at IS NOT NULL;
  GET DIAGNOSTICS touched = ROW_COUNT; table_name := 'payments_cashvoid'; RETURN NEXT;
  UPDATE payments_batchitem AS item SET title = '', number = ''
  FROM ledger_account AS account, register_party AS party
  WHERE item.account_id = account.id AND party.id = account.party_id
    AND party.id = ANY (parties) AND party.erased_at IS NOT NULL;
  GET DIAGNOSTICS touched = ROW_COUNT; table_name := 'payments_batchitem'; RETURN NEXT;
  PERFORM set_config('kartoteka.erasing', '', true);
END $$;
