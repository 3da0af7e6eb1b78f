-- What a customer may read of prices: published versions of the lists that are for the own parties,
-- and the price group and discount of the own trade terms.
-- Takes: nothing. Returns: nothing. Locks: the tables named, for a moment.

-- Lists of creditors with whom the parties of the session have an account or an agreement, for
-- everybody or for a price group that stands in their trade terms. One statement: it runs once per
-- table that a query reads, and a list of another group must not look like one for everybody.
CREATE FUNCTION portal_price_lists() RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  own bigint[] := portal_parties();
BEGIN
  RETURN coalesce((
    SELECT array_agg(list.id)
    FROM billing_pricelist AS list
    WHERE (EXISTS (SELECT FROM ledger_account AS account
                   WHERE account.creditor_id = list.creditor_id AND account.party_id = ANY (own))
           OR EXISTS (SELECT FROM agreements_agreement AS agreement
                      WHERE agreement.creditor_id = list.creditor_id
                        AND agreement.party_id = ANY (own)))
      AND (NOT EXISTS (SELECT FROM billing_pricelistgroup AS chosen
                       WHERE chosen.price_list_id = list.id)
           OR EXISTS (SELECT FROM billing_pricelistgroup AS chosen
                        JOIN register_tradeterms AS terms ON terms.price_group_id = chosen.group_id
                      WHERE chosen.price_list_id = list.id AND terms.party_id = ANY (own)))), '{}');
END $$;
REVOKE EXECUTE ON FUNCTION portal_price_lists() FROM PUBLIC, kartoteka_desk;
GRANT EXECUTE ON FUNCTION portal_price_lists() TO kartoteka_portal;

SELECT portal_may_read('billing_pricelist', 'id = ANY ((SELECT portal_price_lists())::bigint[])',
  '{id, public_id, creditor_id, code, labels, currency, is_net}');
SELECT portal_may_read('billing_pricelistgroup',
  'price_list_id = ANY ((SELECT portal_price_lists())::bigint[])',
  '{id, price_list_id, group_id}');
SELECT portal_may_read('billing_priceversion',
  $$price_list_id = ANY ((SELECT portal_price_lists())::bigint[])
    AND published_at IS NOT NULL AND withdrawn_at IS NULL$$,
  '{id, public_id, price_list_id, valid_from, valid_to, published_at, withdrawn_at}');
SELECT portal_may_read('billing_priceitem',
  $$EXISTS (SELECT FROM billing_priceversion AS version WHERE version.id = version_id)$$,
  '{id, version_id, ordinal, code, name, unit, price, vat_percent}');
SELECT portal_may_read('register_tradeterms', 'party_id = ANY ((SELECT portal_parties())::bigint[])',
  '{id, party_id, valid_from, valid_to, price_group_id, discount}');
-- Whose prices they are, also where nothing has been charged yet.
CREATE POLICY register_party_portal_agreed ON register_party FOR SELECT TO kartoteka_portal
  USING (id IN (SELECT agreement.creditor_id FROM agreements_agreement AS agreement));
