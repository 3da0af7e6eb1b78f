-- What Django cannot say about the room's tables: what is only added, what keeps history, and how
-- the history forgets. Takes: nothing. Returns: nothing. Locks: the tables, for a moment.
SELECT append_only('privacy_consent', '{evidence}');
SELECT append_only('privacy_disclosure', '{note}');
SELECT append_only('privacy_disclosed');
SELECT append_only('privacy_erasure');
SELECT trail_watch('privacy_purpose', 'id', NULL);
SELECT trail_watch('privacy_policy', 'id', NULL);
SELECT trail_watch('privacy_request', 'id', 'party_id');
SELECT trail_watch('privacy_restriction', 'id', 'party_id');

-- privacy_erase: evidence of consents and notes of disclosures about nobody else, of those of the
-- parties that are erased; then the history of their changes. Returns the rows touched.
CREATE FUNCTION privacy_erase(parties bigint[]) RETURNS TABLE (table_name text, touched bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  gone bigint[] := ARRAY(SELECT id FROM register_party
                         WHERE id = ANY (parties) AND erased_at IS NOT NULL);
BEGIN
  PERFORM set_config('kartoteka.erasing', 'on', true);
  UPDATE privacy_consent SET evidence = '' WHERE party_id = ANY (gone) AND evidence <> '';
  GET DIAGNOSTICS touched = ROW_COUNT; table_name := 'privacy_consent'; RETURN NEXT;
  UPDATE privacy_disclosure SET note = ''
  WHERE persons = 1 AND note <> ''
    AND id IN (SELECT disclosure_id FROM privacy_disclosed WHERE party_id = ANY (gone));
  GET DIAGNOSTICS touched = ROW_COUNT; table_name := 'privacy_disclosure'; RETURN NEXT;
  PERFORM set_config('kartoteka.erasing', '', true);
END $$;
REVOKE EXECUTE ON FUNCTION privacy_erase(bigint[]) FROM PUBLIC;

-- privacy_blank_history: the only way to trail_blank, open for erased parties and for logins that
-- can no longer be used.
CREATE FUNCTION privacy_blank_history(parties bigint[], logins bigint[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  gone bigint[] := ARRAY(SELECT id FROM register_party
                         WHERE id = ANY (parties) AND erased_at IS NOT NULL);
  owners bigint[];
  tables text[];
  row_ids bigint[];
BEGIN
  SELECT array_agg(about.owner), array_agg(about.table_name), array_agg(about.row_id)
  INTO owners, tables, row_ids
  FROM (
    SELECT party_id AS owner, 'register_personlink' AS table_name, id AS row_id
    FROM register_personlink WHERE person_id = ANY (gone)
    UNION ALL
    SELECT party_id, 'register_identifierexception', id
    FROM register_identifierexception WHERE other_id = ANY (gone)
    UNION ALL
    SELECT survivor_id, 'register_merge', id FROM register_merge WHERE loser_id = ANY (gone)
  ) AS about;
  RETURN trail_blank(
    gone,
    ARRAY(SELECT id FROM access_user
          WHERE id = ANY (logins) AND realm = 'portal' AND NOT is_active AND email = ''),
    coalesce(owners, '{}'), coalesce(tables, '{}'), coalesce(row_ids, '{}'));
END $$;
REVOKE EXECUTE ON FUNCTION privacy_blank_history(bigint[], bigint[]) FROM PUBLIC;
