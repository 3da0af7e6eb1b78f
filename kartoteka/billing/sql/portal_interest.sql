-- What a customer may read of interest notes: the own ones.
-- Takes: nothing. Returns: nothing. Locks: the tables, for a moment.
SELECT portal_may_read('billing_interestnote',
  'account_id = ANY ((SELECT portal_accounts())::bigint[])',
  '{id, public_id, account_id, number, issued_on, to_day, due_on, amount, recorded_at}');
SELECT portal_may_read('billing_interestline',
  $$EXISTS (SELECT FROM billing_interestnote AS note WHERE note.id = note_id
            AND note.account_id = ANY ((SELECT portal_accounts())::bigint[]))$$,
  '{entry_id, note_id}');
