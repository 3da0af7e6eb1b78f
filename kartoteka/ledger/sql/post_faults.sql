-- The first staged row that cannot be posted, with what is wrong.
-- Takes: ledger_draft. Returns: fault, source_ref, the offending value. Locks: nothing.
SELECT fault.code, draft.source_ref, fault.value
FROM ledger_draft draft
  LEFT JOIN ledger_creditor creditor ON creditor.party_id = draft.creditor_id
  LEFT JOIN register_party party ON party.id = draft.party_id
  LEFT JOIN ledger_interestkind kind ON kind.code = draft.interest_kind
  CROSS JOIN LATERAL (
    SELECT CASE
      WHEN creditor.party_id IS NULL THEN 'creditor'
      WHEN party.id IS NULL THEN 'party'
      WHEN kind.code IS NULL AND coalesce(draft.interest_kind, '') <> '' THEN 'interest_kind'
      WHEN draft.amount IS NULL OR draft.amount <= 0 OR draft.amount >= 1000000000000
           OR draft.amount <> round(draft.amount, 2) THEN 'amount'
      WHEN draft.side = 'DEBIT' AND draft.due_on IS NULL THEN 'due_on'
      WHEN draft.debt_source_ref IS NOT NULL AND NOT EXISTS (
             SELECT 1 FROM ledger_entry debt
             WHERE debt.source = draft.source AND debt.source_ref = draft.debt_source_ref)
           AND NOT EXISTS (
             SELECT 1 FROM ledger_draft debt
             WHERE debt.source = draft.source AND debt.source_ref = draft.debt_source_ref
               AND debt.debt_source_ref IS NULL) THEN 'debt'
    END AS code,
    coalesce(draft.debt_source_ref, draft.amount::text) AS value) AS fault
WHERE fault.code IS NOT NULL
ORDER BY draft.ctid LIMIT 1
