-- Uses one credit on the debits that a person chose, as far as they said.
-- Takes: account (held), credit, debits and amounts in the same order, actor.
-- Returns: ids of the lines. Locks: as settle_round.
INSERT INTO ledger_settlement (
  account_id, debit_id, credit_id, amount, effective_on, actor, scheme, rule, basis, facts)
SELECT account.id, debit.id, credit.id, choice.amount,
       greatest(debit.effective_on, credit.effective_on, creditor.closed_until + 1),
       %(actor)s, account.scheme_id, 'BY_HAND', scheme.basis,
       jsonb_build_object('due', ledger_due_on(coalesce(debit.debt_id, debit.id)))
FROM unnest(%(debits)s::bigint[], %(amounts)s::numeric[]) AS choice(debit, amount)
  JOIN ledger_account account ON account.id = %(account)s
  JOIN ledger_scheme scheme ON scheme.code = account.scheme_id
  JOIN ledger_creditor creditor ON creditor.party_id = account.creditor_id
  JOIN ledger_entry credit ON credit.id = %(credit)s
  JOIN ledger_entry debit ON debit.id = choice.debit
RETURNING id
