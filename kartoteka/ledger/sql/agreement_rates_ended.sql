-- Which rates that stand end earlier: those that a row shortens, and open ones on the day before the first
-- row that follows them.
-- Takes: ledger_agreementrate_draft. Returns: nothing; fills ledger_agreementrate_ended. Locks: nothing.
INSERT INTO ledger_agreementrate_ended (id, last_day)
SELECT shortens, valid_to FROM ledger_agreementrate_draft WHERE shortens IS NOT NULL
UNION ALL
SELECT rate.id, min(draft.valid_from) - 1
FROM ledger_agreementrate AS rate
  JOIN ledger_agreementrate_draft AS draft ON draft.agreement_id = rate.agreement_id
WHERE rate.withdrawn_at IS NULL AND rate.valid_to IS NULL
  AND draft.follows AND draft.shortens IS NULL AND draft.valid_from > rate.valid_from
GROUP BY rate.id
