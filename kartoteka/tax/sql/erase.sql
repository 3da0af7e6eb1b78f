-- What was told of an erased person keeps its figures and days and loses the person.
-- Takes: nothing. Returns: nothing. Locks: the tables while their triggers are made.
CREATE OR REPLACE TRIGGER tax_information_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON tax_information FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change('blanking');
CREATE OR REPLACE TRIGGER tax_informationrow_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON tax_informationrow FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change('blanking');
CREATE OR REPLACE TRIGGER tax_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON tax_event
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change('blanking');
SELECT may_be_blanked('tax_information', '{facts,reason}');
SELECT may_be_blanked('tax_informationrow', '{title}');
SELECT may_be_blanked('tax_event', '{note}');
-- An income is nobody's by its key, so its history could not forget: words in it are kept as dots.
SELECT trail_watch('tax_item', 'id', NULL, masked => ARRAY['title', 'note']);

-- tax_erase: of those of the parties that are erased. Returns the rows touched of each table.
CREATE FUNCTION tax_erase(parties bigint[]) RETURNS TABLE (table_name text, touched bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  mine bigint[] := ARRAY(
    SELECT information.id FROM register_party AS party
      JOIN tax_taxpayer AS taxpayer ON taxpayer.party_id = party.id
      JOIN tax_information AS information ON information.taxpayer_id = taxpayer.id
    WHERE party.id = ANY (parties) AND party.erased_at IS NOT NULL);
BEGIN
  PERFORM set_config('kartoteka.erasing', 'on', true);
  UPDATE tax_information SET facts = '{}', reason = '' WHERE id = ANY (mine);
  GET DIAGNOSTICS touched = ROW_COUNT; table_name := 'tax_information'; RETURN NEXT;
  UPDATE tax_informationrow SET title = '' WHERE information_id = ANY (mine) AND title <> '';
  GET DIAGNOSTICS touched = ROW_COUNT; table_name := 'tax_informationrow'; RETURN NEXT;
  UPDATE tax_event SET note = '' WHERE information_id = ANY (mine) AND note <> '';
  GET DIAGNOSTICS touched = ROW_COUNT; table_name := 'tax_event'; RETURN NEXT;
  PERFORM set_config('kartoteka.erasing', '', true);
END $$;
REVOKE EXECUTE ON FUNCTION tax_erase(bigint[]) FROM PUBLIC;
