-- Evidence stays as it was written: nobody changes or removes it, but a person's data in it can be
-- taken out (trail_forget_evidence) while that there was a call, and what its hash was, stays.
-- Takes: nothing. Returns: nothing. Locks: nothing.

CREATE FUNCTION trail_refuse_evidence() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND current_setting('kartoteka.forgetting', true) = 'evidence'
     AND (to_jsonb(OLD) - ARRAY['request', 'body']) = (to_jsonb(NEW) - ARRAY['request', 'body'])
     AND NEW.request = '{}'::jsonb AND NEW.body = ''::bytea THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'evidence is append-only'
    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'trail_evidence_append_only',
          TABLE = TG_TABLE_NAME;
END $$;
CREATE TRIGGER trail_evidence_append_only BEFORE UPDATE OR DELETE ON trail_evidence
  FOR EACH ROW EXECUTE FUNCTION trail_refuse_evidence();
CREATE TRIGGER trail_evidence_no_truncate BEFORE TRUNCATE ON trail_evidence
  FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse_evidence();

-- Takes question and answer out of these rows of evidence; returns how many were so treated.
CREATE FUNCTION trail_forget_evidence(ids bigint[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  forgotten integer;
BEGIN
  PERFORM set_config('kartoteka.forgetting', 'evidence', true);
  UPDATE trail_evidence SET request = '{}', body = ''
  WHERE id = ANY (ids) AND (body <> '' OR request <> '{}');
  GET DIAGNOSTICS forgotten = ROW_COUNT;
  PERFORM set_config('kartoteka.forgetting', '', true);
  RETURN forgotten;
END $$;

REVOKE ALL ON trail_evidence FROM kartoteka_desk;
GRANT SELECT, INSERT ON trail_evidence TO kartoteka_desk;
REVOKE EXECUTE ON FUNCTION trail_refuse_evidence(), trail_forget_evidence(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION trail_forget_evidence(bigint[]) TO kartoteka_desk;
