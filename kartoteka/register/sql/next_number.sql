-- The next free number for a party that comes without one: K000001 and on, seven figures from the
-- millionth. (`lpad` alone would cut those to six, and give one number to ten parties.) A number
-- that is in use in another spelling (K-000001) is passed over too: payers leave the dash out.
-- By index, whatever a plan kept from an empty register, or from before a dry run, would say.
-- Takes: nothing. Returns: the function register_next_number. Locks: nothing.
CREATE FUNCTION register_next_number() RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public SET enable_seqscan = off AS $$
DECLARE
  drawn text;
  free text;
BEGIN
  LOOP
    drawn := nextval('register_party_number_seq')::text;
    free := 'K' || lpad(drawn, greatest(6, length(drawn)), '0');
    EXIT WHEN NOT EXISTS (SELECT FROM register_party WHERE number = free)
      AND NOT EXISTS (SELECT FROM register_search WHERE number = lower(free));
  END LOOP;
  RETURN free;
END $$;
