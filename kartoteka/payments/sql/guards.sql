-- What the database keeps true of payments, and the indexes by which titles find their customers.
-- Takes: nothing. Returns: nothing. Locks: the tables of the room, and of register and ledger while
-- their indexes are made.
SELECT trail_watch('payments_virtualaccount', 'id', NULL);

CREATE TRIGGER payments_file_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON payments_file FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER payments_statement_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON payments_statement FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER payments_line_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON payments_line FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER payments_payment_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON payments_payment FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
-- A payment is a credit, and of the account that it names.
ALTER TABLE payments_payment
  ADD COLUMN side text GENERATED ALWAYS AS ('CREDIT') STORED,
  ADD CONSTRAINT payments_payment_entry_of_account
    FOREIGN KEY (entry_id, account_id, side) REFERENCES ledger_entry (id, account_id, side)
    DEFERRABLE INITIALLY DEFERRED;
REVOKE UPDATE, DELETE, TRUNCATE
  ON payments_file, payments_statement, payments_line, payments_payment FROM kartoteka_desk;

-- A title names documents with or without separators, in any case of letters (customers likewise:
-- register_search has their numbers and names so).
CREATE INDEX payments_document_key
  ON ledger_entry (number_key(number) text_pattern_ops)
  WHERE side = 'DEBIT' AND debt_id IS NULL AND number <> '';
-- mBank tells only the last twelve digits of a virtual account.
CREATE INDEX payments_virtualaccount_head ON payments_virtualaccount (iban text_pattern_ops);
CREATE INDEX payments_virtualaccount_tail ON payments_virtualaccount (right(iban, 12));
