-- What: what was posted, line by line. A posting counts on its effective day.
-- Takes: day (the last effective one), moment (the last of recording), point,
-- agreement (NULL: all). Returns: the CTE line. Locks: nothing.
line AS (
  SELECT e.id AS entry_id, coalesce(e.debt_id, e.id) AS debt_id, chosen.party_id,
         chosen.creditor_id, chosen.currency, chosen.country, e.side, e.kind, e.effective_on,
         e.effective_on AS day, e.amount, debt.point_id, debt.agreement_id
  FROM chosen JOIN ledger_entry AS e ON e.account_id = chosen.id
    JOIN ledger_entry AS debt ON debt.id = coalesce(e.debt_id, e.id)
  WHERE e.effective_on <= %(day)s::date AND e.recorded_at <= %(moment)s::timestamptz
    AND (%(point)s::bigint IS NULL OR debt.point_id = %(point)s::bigint)
    AND (%(agreement)s::bigint IS NULL OR debt.agreement_id = %(agreement)s::bigint)),
