-- Debts that bear interest, with what a computation of it must name.
-- Takes: entries, or party with creditor and currency (each may be NULL) and is_open (only what has
-- something open), on (the day whose kind is named where the agreement says one by day).
-- Returns: a row per debt, by account and due date. Locks: nothing.
SELECT debt.id, debt.public_id, account.id, account.party_id, account.creditor_id, account.currency,
       debt.kind, debt.number, debt.title, kind.code, debt.issued_on, due.day,
       coalesce(moved.worked_on, due.day), debt.amount, coalesce(still.amount, 0.00)
FROM (
  SELECT id, party_id, creditor_id, currency FROM ledger_account WHERE party_id = %(party)s
  UNION
  SELECT id, party_id, creditor_id, currency FROM ledger_account
  WHERE id IN (SELECT account_id FROM ledger_entry WHERE id = ANY (%(entries)s::bigint[]))
  ) AS account
  CROSS JOIN LATERAL (
    SELECT id, public_id, kind, number, title, interest_kind, issued_on, due_on, amount,
           agreement_id
    FROM ledger_entry
    WHERE account_id = account.id AND side = 'DEBIT' AND debt_id IS NULL AND interest_kind <> ''
    OFFSET 0) AS debt
  LEFT JOIN LATERAL (
    SELECT kind_id FROM ledger_debtrate WHERE entry_id = debt.id
    ORDER BY id DESC LIMIT 1) AS chosen ON true
  LEFT JOIN ledger_agreementrate agreed
    ON agreed.agreement_id = debt.agreement_id AND agreed.withdrawn_at IS NULL
   AND %(on)s BETWEEN agreed.valid_from AND coalesce(agreed.valid_to, 'infinity')
  JOIN ledger_interestkind kind
    ON kind.code = coalesce(chosen.kind_id, agreed.kind_id, debt.interest_kind)
  CROSS JOIN LATERAL (
    SELECT coalesce((SELECT due_on FROM ledger_duechange
                     WHERE entry_id = debt.id ORDER BY id DESC LIMIT 1), debt.due_on)) AS due(day)
  LEFT JOIN ledger_movedday moved ON moved.country = kind.country AND moved.day = due.day
  LEFT JOIN ledger_open still ON still.entry_id = debt.id
WHERE (%(entries)s::bigint[] IS NULL OR debt.id = ANY (%(entries)s::bigint[]))
  AND (%(creditor)s::bigint IS NULL OR account.creditor_id = %(creditor)s::bigint)
  AND (%(currency)s::text IS NULL OR account.currency = %(currency)s::text)
  AND (still.amount > 0 OR NOT %(is_open)s)
ORDER BY account.creditor_id, account.currency, due.day, debt.id
