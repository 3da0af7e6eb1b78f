-- Uses credits that each name one debit on that debit itself, as far as both are open; several
-- credits of one debit in the order in which they were posted.
-- Takes: source (of the credits), actor. Returns: nothing. Locks: as settle_round; the caller holds
-- the accounts.
WITH named AS (
  SELECT credit.id AS credit_id, credit.account_id, credit.effective_on,
         credit.designated[1] AS debit_id, still.amount,
         coalesce(sum(still.amount) OVER (
           PARTITION BY credit.designated[1] ORDER BY credit.id
           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
  FROM ledger_open AS still JOIN ledger_entry AS credit ON credit.id = still.entry_id
  WHERE still.side = 'CREDIT' AND still.is_designated AND credit.source = %(source)s
    AND cardinality(credit.designated) = 1
), paired AS (
  SELECT named.*, least(named.amount, debt.amount - named.before) AS used
  FROM named JOIN ledger_open AS debt
    ON debt.entry_id = named.debit_id AND debt.account_id = named.account_id
   AND debt.side = 'DEBIT'
)
INSERT INTO ledger_settlement (
  account_id, debit_id, credit_id, amount, effective_on, actor, scheme, rule, basis, facts)
SELECT account.id, debit.id, paired.credit_id, paired.used,
       greatest(debit.effective_on, paired.effective_on, creditor.closed_until + 1),
       %(actor)s, account.scheme_id, 'DESIGNATED', scheme.basis,
       jsonb_build_object('due', ledger_due_on(debit.id))
FROM paired
  JOIN ledger_account AS account ON account.id = paired.account_id
  JOIN ledger_scheme AS scheme ON scheme.code = account.scheme_id
  JOIN ledger_creditor AS creditor ON creditor.party_id = account.creditor_id
  JOIN ledger_entry AS debit ON debit.id = paired.debit_id
WHERE paired.used > 0
