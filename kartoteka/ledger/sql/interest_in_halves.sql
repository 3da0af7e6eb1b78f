-- Interest of very many debts is counted in two halves at once, by two processes of the database.
-- Otherwise as interest.sql.
-- Takes: debts and, in the same order, the last day of each. Returns: see the functions.
-- Locks: nothing.

-- ledger_accrued for a worker of the database. Its cost is told so high that the planner never keeps
-- two of it in one process.
CREATE FUNCTION ledger_accrued_part(debts bigint[], to_days date[])
RETURNS TABLE (debt_id bigint, first_day date, accrued numeric, noted numeric, noted_to date)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100 COST 1000000000
SET plan_cache_mode = force_custom_plan AS $$
  SELECT * FROM ledger_accrued(debts, to_days)
$$;

-- ledger_accrued for large sets. From version 18 PostgreSQL keeps the plans of SQL functions, and one
-- made for an empty ledger would stay: here everything inside is planned afresh at every call.
CREATE OR REPLACE FUNCTION ledger_accrued_afresh(debts bigint[], to_days date[])
RETURNS TABLE (debt_id bigint, first_day date, accrued numeric, noted numeric, noted_to date)
LANGUAGE plpgsql STABLE ROWS 100
SET plan_cache_mode = force_custom_plan SET parallel_setup_cost = 0 SET parallel_tuple_cost = 0 AS $$
DECLARE half integer := cardinality(debts) / 2;
BEGIN
  IF half < 10000 THEN
    RETURN QUERY SELECT * FROM ledger_accrued(debts, to_days);
  ELSE
    RETURN QUERY
      SELECT * FROM ledger_accrued_part(debts[:half], to_days[:half])
      UNION ALL
      SELECT * FROM ledger_accrued_part(debts[half + 1:], to_days[half + 1:]);
  END IF;
END $$;
REVOKE EXECUTE ON FUNCTION ledger_accrued_part(bigint[], date[]) FROM PUBLIC;
