-- Posts the staged rows that are debts of their own, or the accessories that name a debt by its
-- source_ref; who runs it says what becomes of those that are known by (source, source_ref).
-- Documents of a creditor in a country of variable symbols can be paid by the digits of their
-- number, ten at most. Which of several accounts is meant: ledger_account_of.
-- Takes: ledger_draft, actor, accessories (bool). Returns: the number of new entries.
-- Rows are walked as they were staged: to sort a million of them first would cost a tenth more.
-- Locks: the creditors, FOR SHARE (trigger).
INSERT INTO ledger_entry (
  account_id, side, kind, amount, number, symbol, title, issued_on, due_on, booked_on, effective_on,
  actor, point_id, agreement_id, debt_id, interest_kind, designated, via, parts,
  paid_on, source, source_ref)
SELECT CASE WHEN draft.account_id IS NULL AND draft.debt_id IS NULL AND draft.designated IS NULL
                 AND NOT %(accessories)s THEN account.id
            ELSE ledger_account_of(account.id, draft.account_id, CASE WHEN %(accessories)s
                   THEN debt.id ELSE coalesce(draft.debt_id, draft.designated[1]) END) END,
       draft.side, draft.kind, draft.amount, coalesce(draft.number, ''),
       CASE WHEN creditor.country IN ('SK', 'CZ') AND draft.side = 'DEBIT'
                 AND draft.debt_id IS NULL AND NOT %(accessories)s
                 AND length(number_digits(draft.number)) <= 10
            THEN number_digits(draft.number) ELSE '' END,
       coalesce(draft.title, ''), draft.issued_on,
       CASE WHEN draft.side = 'DEBIT' THEN draft.due_on END,
       draft.booked_on, draft.effective_on, %(actor)s, draft.point_id, draft.agreement_id,
       CASE WHEN %(accessories)s THEN debt.id ELSE draft.debt_id END,
       coalesce(draft.interest_kind, ''), draft.designated,
       coalesce(draft.via, ''), draft.parts,
       CASE WHEN draft.paid_on < draft.effective_on THEN draft.paid_on END,
       draft.source, draft.source_ref
FROM ledger_draft draft
  CROSS JOIN LATERAL (  -- each by index: after a dry run statistics say that tables are empty
    SELECT kept.id FROM ledger_account AS kept
    WHERE kept.party_id = draft.party_id AND kept.creditor_id = draft.creditor_id
      AND kept.currency = draft.currency AND NOT kept.is_joined
    OFFSET 0) AS account
  CROSS JOIN LATERAL (
    SELECT party.country FROM register_party AS party WHERE party.id = draft.creditor_id
    OFFSET 0) AS creditor
  LEFT JOIN LATERAL (
    SELECT bearing.id FROM ledger_entry AS bearing
    WHERE %(accessories)s
      AND bearing.source = draft.source AND bearing.source_ref = draft.debt_source_ref
    OFFSET 0) AS debt ON true
WHERE (draft.debt_source_ref IS NOT NULL) = %(accessories)s
