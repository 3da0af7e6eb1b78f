-- Keys that bind rows of the ledger together, so that crossing accounts is impossible.
-- Takes: nothing. Returns: nothing. Locks: the ledger's tables, in the migration.

-- An accessory (interest, cost) stands on the same account as the debt that bears it.
ALTER TABLE ledger_entry
  ADD COLUMN debt_side text GENERATED ALWAYS AS (CASE WHEN debt_id IS NULL THEN NULL ELSE 'DEBIT' END) STORED,
  ADD CONSTRAINT ledger_entry_debt_of_account
    FOREIGN KEY (debt_id, account_id, debt_side) REFERENCES ledger_entry (id, account_id, side);

-- A settlement takes a debit and a credit of its own account. What can be mirrored begins with the
-- debit, so that it is the index of debits as well.
ALTER TABLE ledger_settlement
  ADD COLUMN debit_side text GENERATED ALWAYS AS ('DEBIT') STORED,
  ADD COLUMN credit_side text GENERATED ALWAYS AS ('CREDIT') STORED,
  ADD COLUMN mirrored_amount numeric(14, 2) GENERATED ALWAYS AS (-amount) STORED,
  ADD CONSTRAINT ledger_settlement_debit_of_account
    FOREIGN KEY (debit_id, account_id, debit_side) REFERENCES ledger_entry (id, account_id, side),
  ADD CONSTRAINT ledger_settlement_credit_of_account
    FOREIGN KEY (credit_id, account_id, credit_side) REFERENCES ledger_entry (id, account_id, side),
  ADD CONSTRAINT ledger_settlement_can_be_mirrored
    UNIQUE (debit_id, credit_id, id, effective_on, amount);

-- A mirror has its original's debit, credit and day, and the opposite amount. Being negative it
-- can only name a positive row: mirrors are not mirrored.
ALTER TABLE ledger_settlement
  ADD CONSTRAINT ledger_settlement_mirrors_exactly
    FOREIGN KEY (mirrors_id, debit_id, credit_id, effective_on, mirrored_amount)
    REFERENCES ledger_settlement (id, debit_id, credit_id, effective_on, amount);
