-- What: an item that another list of the creditor prices for the same customers on the same days.
-- Takes: version (published, not withdrawn). Returns: item code, the other list's code, or no row.
-- Locks: nothing; who publishes holds the creditor's lists.
SELECT item.code, other.code
FROM billing_priceversion AS version
JOIN billing_pricelist AS list ON list.id = version.price_list_id
JOIN billing_priceitem AS item ON item.version_id = version.id
JOIN billing_pricelist AS other
  ON other.creditor_id = list.creditor_id AND other.currency = list.currency
 AND other.id <> list.id
JOIN billing_priceversion AS theirs
  ON theirs.price_list_id = other.id AND theirs.published_at IS NOT NULL
 AND theirs.withdrawn_at IS NULL
 AND daterange(theirs.valid_from, theirs.valid_to, '[]')
  && daterange(version.valid_from, version.valid_to, '[]')
JOIN billing_priceitem AS same ON same.version_id = theirs.id AND same.code = item.code
WHERE version.id = %(version)s
  AND (EXISTS (SELECT FROM billing_pricelistgroup AS ours
               JOIN billing_pricelistgroup AS shared ON shared.group_id = ours.group_id
               WHERE ours.price_list_id = list.id AND shared.price_list_id = other.id)
       OR NOT EXISTS (SELECT FROM billing_pricelistgroup AS any_group
                      WHERE any_group.price_list_id IN (list.id, other.id)))
ORDER BY item.ordinal, other.code
LIMIT 1
