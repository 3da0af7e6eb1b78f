-- What: the tail of a letter's lines: what stands open, line by line, the longest due first, with
-- the interest that has accrued to the day beyond the notes where it is asked for.
-- Takes: on, with_interest, only_late, the days before which a due is overdue, today, consumers
-- (kinds of party). Returns: party, currency, number or title, kind, issued, due, days late, amount,
-- open (below zero: overpaid), interest (NULL: a rate is missing), whether one is missing, entry,
-- whether nobody may ask for it any more: of what is late, a claim against a consumer that is
-- time-barred today (art. 117 § 2(1) KC). Locks: nothing.
told AS MATERIALIZED (
  SELECT line.*, line.side = 'DEBIT' AND line.due_on < CASE line.country
           WHEN 'SK' THEN %(overdue_sk)s::date ELSE %(overdue_pl)s::date END AS is_late
  FROM line),
accrued AS MATERIALIZED (
  SELECT debt_id, accrued, noted
  FROM ledger_accrued(
    ARRAY(SELECT entry_id FROM told WHERE is_late AND rank = 3 AND %(with_interest)s
          ORDER BY entry_id),
    ARRAY(SELECT %(on)s::date FROM told WHERE is_late AND rank = 3 AND %(with_interest)s)))
SELECT told.party_id, told.currency, coalesce(nullif(entry.number, ''), debt.number, entry.title),
       entry.kind, entry.issued_on, told.due_on,
       CASE WHEN told.is_late THEN %(on)s::date - told.due_on ELSE 0 END, entry.amount,
       CASE told.side WHEN 'DEBIT' THEN told.amount ELSE -told.amount END,
       CASE WHEN accrued.debt_id IS NULL THEN 0.00
            ELSE greatest(accrued.accrued - accrued.noted,
                          CASE WHEN accrued.accrued IS NOT NULL THEN 0.00 END) END,
       accrued.debt_id IS NOT NULL AND accrued.accrued IS NULL, told.entry_id,
       %(only_late)s AND told.country = 'PL' AND EXISTS (
         SELECT FROM register_party AS party
         JOIN billing_limit AS limited ON limited.entry_id = told.debt_id
         WHERE party.id = told.party_id AND party.kind = ANY (%(consumers)s)
           AND limited.last_on < %(today)s::date)
FROM told JOIN ledger_entry AS entry ON entry.id = told.entry_id
  LEFT JOIN ledger_entry AS debt ON debt.id = told.debt_id AND told.debt_id <> told.entry_id
  LEFT JOIN accrued ON accrued.debt_id = told.entry_id
WHERE told.is_late OR NOT %(only_late)s
ORDER BY told.party_id, told.currency, told.side DESC, told.due_on, told.debt_id, told.rank DESC,
         told.entry_id
