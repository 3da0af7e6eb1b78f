-- Who writes the search rows: register_search_refresh. Bank accounts and sensitive identifiers are not
-- in them: they are found only whole, by their own columns (register_search_exact).
-- Takes: nothing. Returns: nothing. Locks: nothing; the function locks the rows that it writes.

-- Writes the rows of these parties afresh. They are locked first: of two who change different
-- rows of one party, the later must see what the earlier wrote.
CREATE OR REPLACE FUNCTION register_search_refresh(ids bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public
SET gin_pending_list_limit = '64kB' AS $$
BEGIN
  PERFORM FROM register_search WHERE party_id = ANY (ids) ORDER BY party_id FOR UPDATE;
  INSERT INTO register_search AS s (party_id, is_archived, name, number, body)
  SELECT p.id, p.state = 'ARCHIVED', fold(p.name), replace(fold(p.number), ' ', ''),
         register_search_body(
           concat_ws(' ', p.name,
                     CASE WHEN strpos(p.name, p.first_name) = 0 THEN p.first_name END,
                     CASE WHEN strpos(p.name, p.last_name) = 0 THEN p.last_name END,
                     a.places, c.emails),
           concat_ws(' ', replace(p.number, ' ', ''), i.numbers, c.phones, a.codes))
  FROM register_party p
  LEFT JOIN (SELECT party_id, string_agg(value, ' ' ORDER BY id) AS numbers
             FROM register_identifier
             WHERE party_id = ANY (ids) AND kind NOT IN ('PESEL', 'RC')
             GROUP BY party_id) i ON i.party_id = p.id
  LEFT JOIN (SELECT party_id,
                    string_agg(concat_ws(' ', street, building, flat, city), ' ' ORDER BY id)
                      AS places,
                    string_agg(nullif(replace(postal_code, ' ', ''), ''), ' ' ORDER BY id) AS codes
             FROM register_address WHERE party_id = ANY (ids) GROUP BY party_id) a
    ON a.party_id = p.id
  LEFT JOIN (SELECT party_id,
                    string_agg(value, ' ' ORDER BY id) FILTER (WHERE kind = 'EMAIL') AS emails,
                    string_agg(value, ' ' ORDER BY id) FILTER (WHERE kind = 'PHONE') AS phones
             FROM register_contact WHERE party_id = ANY (ids) GROUP BY party_id) c
    ON c.party_id = p.id
  WHERE p.id = ANY (ids)
  ON CONFLICT (party_id) DO UPDATE
    SET is_archived = excluded.is_archived, name = excluded.name, number = excluded.number,
        body = excluded.body
    WHERE (s.is_archived, s.name, s.number, s.body)
      IS DISTINCT FROM (excluded.is_archived, excluded.name, excluded.number, excluded.body);
  PERFORM register_word_learn(ids);
END $$;
