-- Accounts of parties become sensitive: they leave the search rows and the clear history. Those of
-- the office's own firms stay readable, they stand on every slip.
-- Takes: nothing. Returns: nothing. Locks: register_search and the history while they are rewritten.

DROP TRIGGER IF EXISTS register_search_insert ON register_bankaccount;
DROP TRIGGER IF EXISTS register_search_update ON register_bankaccount;
DROP TRIGGER IF EXISTS register_search_delete ON register_bankaccount;
SELECT register_search_refresh(ARRAY(
  SELECT DISTINCT party_id FROM register_bankaccount ORDER BY party_id));

SELECT trail_watch('register_bankaccount', 'id', 'party_id', ARRAY['iban'],
  $$NOT EXISTS (SELECT FROM register_party p WHERE p.id = r.party_id AND p.is_creditor)$$);

-- What the history has said in clear until now. It is append-only for everybody but this migration.
DO $$
DECLARE
  part regclass;
BEGIN
  FOR part IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'trail_change'::regclass LOOP
    EXECUTE format('ALTER TABLE %s DISABLE TRIGGER trail_change_append_only', part);
    EXECUTE format($q$
      UPDATE %s SET
        old_values = CASE WHEN old_values ? 'iban' THEN old_values || '{"iban": "•••"}'
                          ELSE old_values END,
        new_values = CASE WHEN new_values ? 'iban' THEN new_values || '{"iban": "•••"}'
                          ELSE new_values END
      WHERE table_name = 'register_bankaccount' AND (old_values ? 'iban' OR new_values ? 'iban')
        AND party_id NOT IN (SELECT id FROM register_party WHERE is_creditor) $q$, part);
    EXECUTE format('ALTER TABLE %s ENABLE TRIGGER trail_change_append_only', part);
  END LOOP;
END $$;
