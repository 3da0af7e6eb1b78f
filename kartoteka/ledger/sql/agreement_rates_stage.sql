-- Empty temporary tables for rates of many agreements, gone with the transaction: those to come, and those
-- that stand and give way to a shorter one.
-- Takes: nothing. Returns: nothing. Locks: nothing.
DROP TABLE IF EXISTS pg_temp.ledger_agreementrate_draft, pg_temp.ledger_agreementrate_ended;
CREATE TEMPORARY TABLE ledger_agreementrate_draft (
  agreement_id bigint NOT NULL, kind text NOT NULL, percent numeric NOT NULL,
  valid_from date NOT NULL, valid_to date, follows boolean NOT NULL, reason text NOT NULL,
  shortens bigint
) ON COMMIT DROP;
CREATE TEMPORARY TABLE ledger_agreementrate_ended (
  id bigint PRIMARY KEY, last_day date NOT NULL
) ON COMMIT DROP
