-- Settles the corrections with the interest that they take back and frees its days.
-- Takes: corrections and notes (rows of notable_back), on, reason, actor. Returns: the number of
-- freed periods. Locks: as notable_back, and rows of ledger_open (triggers).
WITH taken AS (
  SELECT * FROM unnest(%(corrections)s::bigint[], %(notes)s::bigint[]) AS pair(correction, note)),
settled AS (
  INSERT INTO ledger_settlement (
    account_id, debit_id, credit_id, amount, effective_on, actor, scheme, rule, basis, reason)
  SELECT note.account_id, note.id, taken.correction, note.amount, %(on)s, %(actor)s,
         account.scheme_id, 'NOTE_WITHDRAWN', scheme.basis, %(reason)s
  FROM taken JOIN ledger_entry note ON note.id = taken.note
    JOIN ledger_account account ON account.id = note.account_id
    JOIN ledger_scheme scheme ON scheme.code = account.scheme_id)
UPDATE ledger_interestperiod SET cancelled_by_id = taken.correction
FROM taken WHERE ledger_interestperiod.entry_id = taken.note
