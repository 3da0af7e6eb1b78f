-- What was told never changes; what may change leaves its trace.
-- Takes: nothing. Returns: nothing. Locks: the tables, for a moment.
CREATE TRIGGER tax_information_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON tax_information
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER tax_informationrow_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON tax_informationrow FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER tax_written_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON tax_written
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER tax_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON tax_event
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
SELECT trail_watch('tax_taxpayer', 'id', 'party_id');
SELECT trail_watch('tax_item', 'id', NULL);
SELECT trail_watch('tax_area', 'id', NULL);
SELECT trail_watch('tax_schema', 'id', NULL);
SELECT trail_watch('tax_formyear', 'year', NULL);
SELECT trail_watch('tax_mapping', 'id', NULL);
