-- The books forget a person: words that people typed go, amounts, numbers and days stay.
-- Takes: nothing. Returns: nothing. Locks: the tables while their triggers are made.

-- As before, but an update of a table with words to blank goes on to its rows, inside an eraser.
CREATE OR REPLACE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND TG_NARGS > 0 AND current_setting('kartoteka.erasing', true) = 'on' THEN
    RETURN NULL;
  END IF;
  PERFORM ledger_refuse(TG_TABLE_NAME || '_append_only',
                        TG_TABLE_NAME || ' is append-only: ' || TG_OP || ' refused');
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change('blanking');
CREATE OR REPLACE TRIGGER ledger_settlement_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON ledger_settlement FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change('blanking');
CREATE OR REPLACE TRIGGER ledger_duechange_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON ledger_duechange FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change('blanking');
SELECT may_be_blanked('ledger_entry', '{title}');
SELECT may_be_blanked('ledger_settlement', '{reason}');
SELECT may_be_blanked('ledger_duechange', '{reason}');

-- ledger_erase: of those of the parties that are erased. Returns the rows touched of each table.
CREATE FUNCTION ledger_erase(parties bigint[]) RETURNS TABLE (table_name text, touched bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  mine bigint[] := ARRAY(
    SELECT entry.id FROM register_party AS party
      JOIN ledger_account AS account ON account.party_id = party.id
      JOIN ledger_entry AS entry ON entry.account_id = account.id
    WHERE party.id = ANY (parties) AND party.erased_at IS NOT NULL);
BEGIN
  PERFORM set_config('kartoteka.erasing', 'on', true);
  UPDATE ledger_entry SET title = '' WHERE id = ANY (mine) AND title <> '';
  GET DIAGNOSTICS touched = ROW_COUNT; table_name := 'ledger_entry'; RETURN NEXT;
  UPDATE ledger_settlement SET reason = '' WHERE debit_id = ANY (mine) AND reason <> '';
  GET DIAGNOSTICS touched = ROW_COUNT; table_name := 'ledger_settlement'; RETURN NEXT;
  UPDATE ledger_duechange SET reason = '' WHERE entry_id = ANY (mine) AND reason <> '';
  GET DIAGNOSTICS touched = ROW_COUNT; table_name := 'ledger_duechange'; RETURN NEXT;
  PERFORM set_config('kartoteka.erasing', '', true);
END $$;
REVOKE EXECUTE ON FUNCTION ledger_erase(bigint[]) FROM PUBLIC;
