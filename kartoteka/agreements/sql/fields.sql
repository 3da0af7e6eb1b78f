-- Agreements keep fields of the office's own, and their history.
-- Takes: nothing. Returns: nothing. Locks: the tables while they are altered.
ALTER TABLE agreements_agreementfields ADD CONSTRAINT agreements_agreementfields_agreement
  FOREIGN KEY (agreement_id, party_id) REFERENCES agreements_agreement (id, party_id)
  ON UPDATE CASCADE ON DELETE CASCADE;
SELECT register_keeps_fields('agreements_agreementfields', 'agreement_id', 'agreement');
SELECT trail_watch('agreements_agreementfields', 'agreement_id', 'party_id', '{}', 'true',
                   ARRAY['party_id']);
