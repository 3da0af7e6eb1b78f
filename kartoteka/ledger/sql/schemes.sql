-- Schemes as data: every version is kept, the desk may add and change, who changed stays known.
-- Takes: nothing. Returns: nothing. Locks: the tables, for a moment.

-- A scheme whose terms change is a new version; the version kept before stays for what it settled.
CREATE FUNCTION ledger_scheme_terms(scheme ledger_scheme) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT to_jsonb(scheme) - '{code,version,labels,is_ready}'::text[]
$$;
CREATE FUNCTION ledger_scheme_numbered() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  NEW.version := CASE WHEN TG_OP = 'INSERT' THEN 1 ELSE OLD.version + (
    ledger_scheme_terms(NEW) IS DISTINCT FROM ledger_scheme_terms(OLD))::int END;
  RETURN NEW;
END $$;
CREATE FUNCTION ledger_scheme_kept() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'INSERT' OR NEW.version > OLD.version THEN
    INSERT INTO ledger_schemeversion (scheme_id, version, terms, actor)
    VALUES (NEW.code, NEW.version, ledger_scheme_terms(NEW),
            nullif(current_setting('kartoteka.actor', true), '')::bigint);
  END IF;
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION ledger_scheme_numbered(), ledger_scheme_kept() FROM PUBLIC;

UPDATE ledger_scheme SET is_ready = true;
INSERT INTO ledger_schemeversion (scheme_id, version, terms)
SELECT code, 1, ledger_scheme_terms(scheme) FROM ledger_scheme scheme;

CREATE TRIGGER ledger_scheme_numbered BEFORE INSERT OR UPDATE ON ledger_scheme
  FOR EACH ROW EXECUTE FUNCTION ledger_scheme_numbered();
CREATE TRIGGER ledger_scheme_kept AFTER INSERT OR UPDATE ON ledger_scheme
  FOR EACH ROW EXECUTE FUNCTION ledger_scheme_kept();
CREATE TRIGGER ledger_schemeversion_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON ledger_schemeversion FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

-- A bailiff's money by the breakdown that he told; debts of an instalment plan before the others;
-- what nobody named divided over all that is due.
INSERT INTO ledger_scheme (code, is_ready, country, regime, components, claims, sharing, plan_first,
                           follows_parts, ahead_days, interest, basis) VALUES
  ('PL_ENFORCEMENT', true, 'PL', 'civil', '{COST,INTEREST,PRINCIPAL}', 'OLDEST_DUE', 'IN_TURN',
   false, true, NULL, 'ACCRUED', 'PL_KPC_BREAKDOWN'),
  ('PL_PLAN', true, 'PL', 'civil', '{COST,INTEREST,PRINCIPAL}', 'OLDEST_DUE', 'IN_TURN',
   true, false, NULL, 'POSTED', 'PL_KC_451'),
  ('PL_PRO_RATA', true, 'PL', 'civil', '{COST,INTEREST,PRINCIPAL}', 'OLDEST_DUE', 'PRO_RATA',
   false, false, 0, 'POSTED', 'AGREED'),
  ('SK_ENFORCEMENT', true, 'SK', 'civil', '{COST,INTEREST,PRINCIPAL}', 'OLDEST_DUE', 'IN_TURN',
   false, true, NULL, 'ACCRUED', 'SK_EP_BREAKDOWN'),
  ('SK_PLAN', true, 'SK', 'consumer', '{PRINCIPAL,INTEREST,COST}', 'OLDEST_DUE', 'IN_TURN',
   true, false, NULL, 'POSTED', 'SK_OZ_566');

UPDATE ledger_scheme SET labels = jsonb_build_object('pl', said.pl, 'sk', said.sk, 'en', said.en)
FROM (VALUES
  ('PL_UTILITY', 'polski, dla dostawcy usług komunalnych', 'poľská, pre dodávateľa služieb',
   'Polish, for a utility'),
  ('PL_COLLECTION', 'polski, windykacyjny', 'poľská, na vymáhanie',
   'Polish, for debt collection'),
  ('PL_ENFORCEMENT', 'polski, pieniądze od komornika', 'poľská, peniaze od exekútora',
   'Polish, money from a bailiff'),
  ('PL_PLAN', 'polski, najpierw układ ratalny', 'poľská, najprv splátkový kalendár',
   'Polish, instalment plan first'),
  ('PL_PRO_RATA', 'polski, proporcjonalnie', 'poľská, pomerne',
   'Polish, in proportion'),
  ('SK_BUSINESS', 'słowacki, między przedsiębiorcami', 'slovenská, medzi podnikateľmi',
   'Slovak, between businesses'),
  ('SK_BUSINESS_COLLECTION', 'słowacki, między przedsiębiorcami, windykacyjny', 'slovenská, medzi podnikateľmi, na vymáhanie',
   'Slovak, between businesses, for debt collection'),
  ('SK_CONSUMER', 'słowacki, konsumencki', 'slovenská, pre spotrebiteľov',
   'Slovak, for consumers'),
  ('SK_ENFORCEMENT', 'słowacki, pieniądze od komornika', 'slovenská, peniaze od exekútora',
   'Slovak, money from a bailiff'),
  ('SK_PLAN', 'słowacki, najpierw układ ratalny', 'slovenská, najprv splátkový kalendár',
   'Slovak, instalment plan first')
) AS said (code, pl, sk, en) WHERE said.code = ledger_scheme.code;

SELECT trail_watch('ledger_schemechoice', 'id', NULL);
SELECT trail_watch('ledger_plan', 'id', NULL);
GRANT INSERT, UPDATE ON ledger_scheme TO kartoteka_desk;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON ledger_schemeversion FROM kartoteka_desk;
REVOKE DELETE, TRUNCATE ON ledger_plan, ledger_plandebt, ledger_instalment FROM kartoteka_desk;
