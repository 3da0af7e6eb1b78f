-- Accounts that a merge has brought to one party: which of them an entry goes to.
-- Takes: nothing. Returns: nothing. Locks: nothing.

-- The account that is named, else that of the debt, if they are of the same party, creditor and
-- currency as the main one; else the main one.
CREATE FUNCTION ledger_account_of(main bigint, named bigint, debt bigint) RETURNS bigint
LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    (SELECT other.id FROM public.ledger_account AS first, public.ledger_account AS other
     WHERE first.id = main AND other.id = coalesce(
             named, (SELECT account_id FROM public.ledger_entry WHERE id = debt))
       AND (other.party_id, other.creditor_id, other.currency)
         = (first.party_id, first.creditor_id, first.currency)),
    main)
$$;
GRANT SELECT (is_joined) ON ledger_account TO kartoteka_portal;
