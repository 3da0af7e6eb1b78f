-- Merged parties: what keeps their trace, who leads to whom, and what the portal does not see.
-- Takes: nothing. Returns: nothing. Locks: the new tables, for a moment.
SELECT trail_watch('register_merge', 'id', 'survivor_id', '{}', 'true', ARRAY['counts', 'undo_counts']);
SELECT trail_watch('register_twin', 'id', 'first_id');
SELECT trail_watch('register_identifierexception', 'id', 'party_id', ARRAY['value'],
                   $$r.kind IN ('PESEL', 'RC')$$);

-- What a merge moved is evidence: it is only added to, and goes with the erasure of a person.
REVOKE UPDATE, DELETE, TRUNCATE ON register_mergedrow FROM kartoteka_desk;
REVOKE DELETE, TRUNCATE ON register_merge FROM kartoteka_desk;

-- The party that stands for this one: itself, or the one into which it was merged.
CREATE FUNCTION register_survivor(party bigint) RETURNS bigint
LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT merged_into_id FROM public.register_party WHERE id = party), party)
$$;

-- The parties that carry one of these numbers whole, archived ones last: read off the b-trees.
CREATE OR REPLACE FUNCTION register_search_exact(exact text[], hashes bytea[], lim integer)
RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public SET enable_seqscan = off
SET jit = off AS $$
BEGIN
  RETURN QUERY
  SELECT s.party_id FROM register_search s JOIN (
    SELECT party_id, 0 AS rank FROM register_search WHERE number = ANY (exact)
    UNION ALL
    SELECT party_id, 1 FROM register_identifier
    WHERE value = ANY (exact) AND is_head AND exception_id IS NULL
      AND NOT (kind IN ('PESEL', 'RC'))
    UNION ALL
    SELECT party_id, 2 FROM register_identifier
    WHERE value = ANY (exact) AND (NOT is_head OR exception_id IS NOT NULL)
      AND NOT (kind IN ('PESEL', 'RC'))
    UNION ALL
    SELECT party_id, 1 FROM register_identifier
    WHERE value_hash = ANY (hashes) AND kind IN ('PESEL', 'RC')
    UNION ALL
    SELECT party_id, 3 FROM register_contact WHERE value = ANY (exact)
    UNION ALL
    SELECT party_id, 3 FROM register_bankaccount WHERE iban = ANY (exact)
  ) found ON found.party_id = s.party_id
  GROUP BY s.party_id
  ORDER BY s.is_archived, min(found.rank), s.name, s.party_id
  LIMIT lim;
END $$;
