-- A published version of a price list stays as it is; what was priced is only added to.
-- Takes: nothing. Returns: nothing. Locks: the tables while their triggers are made.
SELECT trail_watch('billing_pricelist', 'id', NULL);
SELECT trail_watch('billing_pricelistgroup', 'id', NULL);
SELECT trail_watch('billing_priceversion', 'id', NULL);
SELECT trail_watch('billing_priceitem', 'id', NULL);
SELECT append_only('billing_pricedline');

CREATE FUNCTION billing_price_refused(said text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'prices: %', said USING ERRCODE = 'check_violation', CONSTRAINT = said;
END $$;

-- Published, a version may only end on another day, yesterday at the earliest, or be withdrawn
-- once and before anything was priced by it.
CREATE FUNCTION billing_priceversion_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  yesterday date := (now() AT TIME ZONE 'Europe/Warsaw')::date - 1;
  free text[] := '{valid_to}';
BEGIN
  IF OLD.published_at IS NULL THEN
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'DELETE' THEN
    PERFORM billing_price_refused('billing_priceversion_published');
  END IF;
  IF OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL THEN
    free := '{withdrawn_at,withdrawn_by,reason}';
    IF EXISTS (SELECT FROM billing_pricedline AS line
               JOIN billing_priceitem AS item ON item.id = line.item_id
               WHERE item.version_id = OLD.id) THEN
      PERFORM billing_price_refused('billing_priceversion_used');
    END IF;
  ELSIF NEW.valid_to IS DISTINCT FROM OLD.valid_to AND (
    coalesce(NEW.valid_to, 'infinity') < yesterday OR coalesce(OLD.valid_to, 'infinity') < yesterday
    OR OLD.withdrawn_at IS NOT NULL) THEN
    PERFORM billing_price_refused('billing_priceversion_published');
  END IF;
  IF to_jsonb(NEW) - free <> to_jsonb(OLD) - free THEN
    PERFORM billing_price_refused('billing_priceversion_published');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER billing_priceversion_guard BEFORE UPDATE OR DELETE ON billing_priceversion
  FOR EACH ROW EXECUTE FUNCTION billing_priceversion_guard();

-- Items change with a draft only.
CREATE FUNCTION billing_priceitem_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  touched bigint[] := CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW.version_id]
    WHEN 'DELETE' THEN ARRAY[OLD.version_id] ELSE ARRAY[OLD.version_id, NEW.version_id] END;
BEGIN
  IF EXISTS (SELECT FROM billing_priceversion AS version
             WHERE version.id = ANY (touched) AND version.published_at IS NOT NULL) THEN
    PERFORM billing_price_refused('billing_priceversion_published');
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER billing_priceitem_guard BEFORE INSERT OR UPDATE OR DELETE ON billing_priceitem
  FOR EACH ROW EXECUTE FUNCTION billing_priceitem_guard();

-- Whose a list is, its currency, VAT and groups stay once a version has been published.
CREATE FUNCTION billing_pricelist_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.creditor_id, OLD.currency, OLD.is_net) IS DISTINCT FROM
     (NEW.creditor_id, NEW.currency, NEW.is_net)
     AND EXISTS (SELECT FROM billing_priceversion AS version
                 WHERE version.price_list_id = OLD.id AND version.published_at IS NOT NULL) THEN
    PERFORM billing_price_refused('billing_pricelist_published');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER billing_pricelist_guard BEFORE UPDATE ON billing_pricelist
  FOR EACH ROW EXECUTE FUNCTION billing_pricelist_guard();

CREATE FUNCTION billing_pricelistgroup_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  touched bigint[] := CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW.price_list_id]
    WHEN 'DELETE' THEN ARRAY[OLD.price_list_id]
    ELSE ARRAY[OLD.price_list_id, NEW.price_list_id] END;
BEGIN
  IF EXISTS (SELECT FROM billing_priceversion AS version
             WHERE version.price_list_id = ANY (touched) AND version.published_at IS NOT NULL) THEN
    PERFORM billing_price_refused('billing_pricelist_published');
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER billing_pricelistgroup_guard
  BEFORE INSERT OR UPDATE OR DELETE ON billing_pricelistgroup
  FOR EACH ROW EXECUTE FUNCTION billing_pricelistgroup_guard();

-- A line is priced by a version in force; the version cannot be withdrawn meanwhile.
CREATE FUNCTION billing_pricedline_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM billing_priceitem AS item
  JOIN billing_priceversion AS version ON version.id = item.version_id
  WHERE item.id = NEW.item_id AND version.published_at IS NOT NULL
    AND version.withdrawn_at IS NULL
  FOR SHARE OF version;
  IF NOT FOUND THEN
    PERFORM billing_price_refused('billing_pricedline_in_force');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER billing_pricedline_guard BEFORE INSERT ON billing_pricedline
  FOR EACH ROW EXECUTE FUNCTION billing_pricedline_guard();
