-- What: the next numbers of a mask, one for each ledger account of its creditor and currency that
-- has no open virtual account, or for those named. Numbers known from elsewhere are passed over:
-- their accounts get one the next time. Numbers already given are never given again.
-- Takes: mask, account_ids (NULL: all without one), on. Returns: nothing; as many rows as were given.
-- Locks: the row of the mask, so that who comes second counts on.
WITH mask AS MATERIALIZED (
  SELECT * FROM payments_mask WHERE id = %(mask)s AND NOT is_closed FOR UPDATE
), wanting AS MATERIALIZED (
  SELECT account.id, row_number() OVER (ORDER BY account.id) - 1 AS place
  FROM mask
  JOIN ledger_account AS account
    ON account.creditor_id = mask.creditor_id AND account.currency = mask.currency
   AND NOT account.is_joined
  WHERE (%(account_ids)s::bigint[] IS NULL OR account.id = ANY (%(account_ids)s::bigint[]))
    AND NOT EXISTS (SELECT FROM payments_virtualaccount AS has
                    WHERE has.account_id = account.id AND has.closed_on IS NULL
                      AND has.debt_id IS NULL)
  ORDER BY account.id
  LIMIT (SELECT greatest(0, power(10::numeric, digits)::bigint - next) FROM mask)
), counted AS (
  UPDATE payments_mask SET next = next + (SELECT count(*) FROM wanting)
  WHERE id = (SELECT id FROM mask)
)
INSERT INTO payments_virtualaccount (iban, account_id, assigned_on)
SELECT payments_masked_iban(mask.country, mask.prefix, mask.digits, mask.next + wanting.place),
       wanting.id, %(on)s
FROM wanting CROSS JOIN mask
WHERE NOT EXISTS (
  SELECT FROM register_bankaccount AS ordinary
  WHERE ordinary.iban = payments_masked_iban(mask.country, mask.prefix, mask.digits,
                                             mask.next + wanting.place))
ON CONFLICT (iban) DO NOTHING
