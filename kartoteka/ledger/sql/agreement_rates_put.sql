-- The shorter ones in their place, and the staged rates.
-- Takes: ledger_agreementrate_draft, ledger_agreementrate_ended; actor. Returns: nothing. Locks: the rows.
INSERT INTO ledger_agreementrate
  (agreement_id, kind_id, base, percent, valid_from, valid_to, reason, replaces_id, actor)
SELECT rate.agreement_id, rate.kind_id, rate.base, rate.percent, rate.valid_from, ended.last_day,
       rate.reason, rate.id, %(actor)s::bigint
FROM ledger_agreementrate_ended AS ended JOIN ledger_agreementrate AS rate ON rate.id = ended.id
UNION ALL
SELECT agreement_id, kind, '', percent, valid_from, valid_to, reason, NULL, %(actor)s::bigint
FROM ledger_agreementrate_draft WHERE shortens IS NULL
