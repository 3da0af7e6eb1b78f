-- The IBAN of a mask's number with its check digits by mod 97; masks leave their trace; the portal
-- reads which debt a virtual account stands for.
-- Takes: nothing. Returns: nothing. Locks: the tables named, for a moment.
CREATE FUNCTION payments_masked_iban(country text, prefix text, digits integer, number bigint)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT country || to_char(98 - ((body || (ascii(left(country, 1)) - 55)::text
                                        || (ascii(right(country, 1)) - 55)::text || '00')::numeric % 97),
                            'FM00') || body
  FROM (SELECT prefix || lpad(number::text, digits, '0') AS body) AS made
$$;
REVOKE EXECUTE ON FUNCTION payments_masked_iban(text, text, integer, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION payments_masked_iban(text, text, integer, bigint) TO kartoteka_desk;
SELECT trail_watch('payments_mask', 'id', NULL);
REVOKE DELETE, TRUNCATE ON payments_mask FROM kartoteka_desk;
GRANT SELECT (debt_id) ON payments_virtualaccount TO kartoteka_portal;
