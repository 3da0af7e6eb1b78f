-- What happened to claims forgets why people recorded it.
-- Takes: nothing. Returns: nothing. Locks: nothing.

-- billing_erase: of those of the parties that are erased. Returns the rows touched.
CREATE FUNCTION billing_erase(parties bigint[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  touched bigint;
BEGIN
  PERFORM set_config('kartoteka.erasing', 'on', true);
  UPDATE billing_limitationevent AS event SET reason = ''
  FROM ledger_entry AS entry, ledger_account AS account, register_party AS party
  WHERE entry.id = event.entry_id AND account.id = entry.account_id
    AND party.id = account.party_id AND party.id = ANY (parties) AND party.erased_at IS NOT NULL
    AND event.reason <> '';
  GET DIAGNOSTICS touched = ROW_COUNT;
  PERFORM set_config('kartoteka.erasing', '', true);
  RETURN touched;
END $$;
REVOKE EXECUTE ON FUNCTION billing_erase(bigint[]) FROM PUBLIC;
