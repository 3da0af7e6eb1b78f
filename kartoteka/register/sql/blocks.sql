-- Which parties are blocked, for everybody who asks in SQL, and the history of blocks.
-- Takes: nothing. Returns: nothing. Locks: register_block while its triggers are made.

-- The day in the office: sessions of the program run in UTC, and a block ends at midnight here.
CREATE FUNCTION register_today() RETURNS date
LANGUAGE sql STABLE AS $$ SELECT (now() AT TIME ZONE 'Europe/Warsaw')::date $$;

-- The parties for which `kind` (a Block.What) is stopped on `day` (NULL: today). A set-based job
-- says  … WHERE NOT EXISTS (SELECT FROM register_blocked('COLLECTION', %(on)s) AS b
--                           WHERE b.party_id = …)  and the planner reads the index in its place.
CREATE FUNCTION register_blocked(kind text, day date) RETURNS TABLE (party_id bigint)
LANGUAGE sql STABLE AS $$
  SELECT b.party_id FROM public.register_block b
  WHERE b.what = kind AND b.valid_from <= coalesce(day, public.register_today())
    AND (b.valid_to IS NULL OR b.valid_to >= coalesce(day, public.register_today()))
    AND (b.lifted_on IS NULL OR b.lifted_on > coalesce(day, public.register_today()))
$$;

SELECT trail_watch('register_block', 'id', 'party_id');
