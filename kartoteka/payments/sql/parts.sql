-- What a bailiff's breakdown says of costs, interest and principal, as the ledger has it; his fee
-- counts with the costs where it is part of the amount.
-- Takes: breakdown of a line, its amount. Returns: three amounts, or NULL. Locks: nothing.
CREATE FUNCTION payments_parts(breakdown jsonb, amount numeric) RETURNS numeric[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN breakdown IS NOT NULL THEN ARRAY[
    CASE WHEN told.costs + told.interest + told.principal + told.fee = amount
         THEN told.costs + told.fee ELSE told.costs END, told.interest, told.principal] END
  FROM (SELECT coalesce((breakdown ->> 'costs')::numeric, 0) AS costs,
               coalesce((breakdown ->> 'interest')::numeric, 0) AS interest,
               coalesce((breakdown ->> 'principal')::numeric, 0) AS principal,
               coalesce((breakdown ->> 'fee')::numeric, 0) AS fee) AS told
$$;
REVOKE EXECUTE ON FUNCTION payments_parts(jsonb, numeric) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION payments_parts(jsonb, numeric) TO kartoteka_desk;
