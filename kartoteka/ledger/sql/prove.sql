-- Everything that is kept, derived afresh from entries and settlements alone.
-- Takes: nothing. Returns: check, account, entry or settlement, expected, found; none when all is
-- right. Locks: nothing; one snapshot.
WITH used AS MATERIALIZED (
  SELECT entry_id, sum(amount) AS amount FROM (
    SELECT debit_id AS entry_id, amount FROM ledger_settlement
    UNION ALL SELECT credit_id, amount FROM ledger_settlement) AS line
  GROUP BY entry_id),
due AS MATERIALIZED (
  SELECT DISTINCT ON (entry_id) entry_id, due_on FROM ledger_duechange ORDER BY entry_id, id DESC),
derived AS MATERIALIZED (
  SELECT entry.id, entry.account_id, coalesce(entry.debt_id, entry.id) AS debt_id, entry.side,
         CASE WHEN entry.kind IN ('COST', 'COURT_COST') THEN 1
              WHEN entry.kind = 'INTEREST' THEN 2 ELSE 3 END AS rank,
         coalesce(own.due_on, entry.due_on, entry.effective_on) AS due_on,
         CASE WHEN entry.side = 'CREDIT' THEN coalesce(entry.paid_on, entry.effective_on)
              WHEN entry.debt_id IS NULL THEN coalesce(own.due_on, entry.due_on)
              ELSE coalesce(its.due_on, debt.due_on) END AS line_on,
         entry.effective_on, coalesce(cardinality(entry.designated), 0) > 0 AS is_designated,
         entry.amount - coalesce(used.amount, 0) AS amount
  FROM ledger_entry entry
    LEFT JOIN used ON used.entry_id = entry.id
    LEFT JOIN due own ON own.entry_id = entry.id
    LEFT JOIN ledger_entry debt ON debt.id = entry.debt_id
    LEFT JOIN due its ON its.entry_id = entry.debt_id
  WHERE used.amount IS NULL OR used.amount <> entry.amount)
SELECT 'open amount', coalesce(derived.account_id, kept.account_id),
       coalesce(derived.id, kept.entry_id), derived.amount::text, kept.amount::text
FROM derived FULL JOIN ledger_open kept ON kept.entry_id = derived.id
WHERE derived.amount IS DISTINCT FROM kept.amount
UNION ALL
SELECT 'place in line', derived.account_id, derived.id,
       concat_ws(' ', derived.account_id, derived.debt_id, derived.side, derived.rank,
                 derived.due_on, derived.line_on, derived.effective_on, derived.is_designated),
       concat_ws(' ', kept.account_id, kept.debt_id, kept.side, kept.rank, kept.due_on,
                 kept.line_on, kept.effective_on, kept.is_designated)
FROM derived JOIN ledger_open kept ON kept.entry_id = derived.id
WHERE (derived.account_id, derived.debt_id, derived.side, derived.rank, derived.due_on,
       derived.line_on, derived.effective_on, derived.is_designated)
  IS DISTINCT FROM (kept.account_id, kept.debt_id, kept.side, kept.rank, kept.due_on,
                    kept.line_on, kept.effective_on, kept.is_designated)
UNION ALL
SELECT 'settled amount', account_id, id, 'from 0 to the amount', amount::text
FROM derived WHERE amount < 0
UNION ALL
SELECT 'settled amount', entry.account_id, entry.id, 'from 0 to the amount', used.amount::text
FROM used JOIN ledger_entry entry ON entry.id = used.entry_id WHERE used.amount < 0
UNION ALL
SELECT 'sides of a settlement', line.account_id, line.id, 'DEBIT and CREDIT of its account',
       concat_ws(' ', debit.side, debit.account_id, credit.side, credit.account_id)
FROM ledger_settlement line
  LEFT JOIN ledger_entry debit ON debit.id = line.debit_id
  LEFT JOIN ledger_entry credit ON credit.id = line.credit_id
WHERE (debit.side, debit.account_id, credit.side, credit.account_id)
  IS DISTINCT FROM ('DEBIT', line.account_id, 'CREDIT', line.account_id)
UNION ALL
SELECT 'mirror', mirror.account_id, mirror.id, concat_ws(' ', -line.amount, line.effective_on),
       concat_ws(' ', mirror.amount, mirror.effective_on)
FROM ledger_settlement mirror
  LEFT JOIN ledger_settlement line ON line.id = mirror.mirrors_id
WHERE (mirror.mirrors_id IS NOT NULL OR mirror.amount <= 0)
  AND (line.debit_id, line.credit_id, line.effective_on, -line.amount)
      IS DISTINCT FROM (mirror.debit_id, mirror.credit_id, mirror.effective_on, mirror.amount)
UNION ALL
SELECT 'mirrored once', min(account_id), mirrors_id, '1', count(*)::text
FROM ledger_settlement WHERE mirrors_id IS NOT NULL GROUP BY mirrors_id HAVING count(*) > 1
UNION ALL
SELECT 'account of an accessory', entry.account_id, entry.id, entry.account_id::text,
       debt.account_id::text
FROM ledger_entry entry JOIN ledger_entry debt ON debt.id = entry.debt_id
WHERE debt.account_id <> entry.account_id OR debt.side <> 'DEBIT'
UNION ALL
SELECT 'days of interest', entry.account_id, entry.id, concat_ws(' ', 'INTEREST', charged.debt_id),
       concat_ws(' ', entry.kind, entry.debt_id)
FROM ledger_interestperiod charged JOIN ledger_entry entry ON entry.id = charged.entry_id
WHERE entry.kind <> 'INTEREST' OR entry.debt_id IS DISTINCT FROM charged.debt_id
UNION ALL
SELECT 'days of interest charged twice', NULL, charged.entry_id, charged.last_day::text,
       other.first_day::text
FROM ledger_interestperiod charged JOIN ledger_interestperiod other
  ON other.debt_id = charged.debt_id AND other.id > charged.id
  AND other.cancelled_by_id IS NULL AND charged.cancelled_by_id IS NULL
  AND daterange(other.first_day, other.last_day, '[]')
      && daterange(charged.first_day, charged.last_day, '[]')
UNION ALL
SELECT 'interest taken back', entry.account_id, entry.id, entry.amount::text, back.amount::text
FROM ledger_interestperiod charged JOIN ledger_entry entry ON entry.id = charged.entry_id
  JOIN ledger_entry back ON back.id = charged.cancelled_by_id
WHERE back.amount <> entry.amount OR back.account_id <> entry.account_id OR back.side <> 'CREDIT'
ORDER BY 1, 2, 3
LIMIT 1000
