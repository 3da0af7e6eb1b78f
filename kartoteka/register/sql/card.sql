-- A party with all that hangs on it, as one row.
-- Takes: party_id or public_id, sees_all, user_id (whose grants count where not sees_all).
-- Returns: the party's columns, then identifiers, addresses, contacts, accounts, the chain of
-- superiors (nearest first) and the count of those right under it, as JSON; into whom it was merged,
-- and who was merged into it. Locks: nothing.
SELECT p.id, p.public_id, p.number, p.kind, p.name, p.first_name, p.last_name, p.birth_date,
       p.country, p.language, p.parent_id, p.place, p.function, p.state, p.is_creditor, p.note,
       p.created_at, p.xmin::text,
       (SELECT coalesce(json_agg(json_build_object(
                 'id', i.id, 'kind', i.kind, 'value', i.value, 'version', i.xmin::text,
                 'shared_because', (SELECT e.reason FROM register_identifierexception e
                                    WHERE e.id = i.exception_id))
               ORDER BY i.id), '[]')
        FROM register_identifier i WHERE i.party_id = p.id),
       (SELECT coalesce(json_agg(json_build_object(
                 'id', a.id, 'kind', a.kind, 'street', a.street, 'building', a.building,
                 'flat', a.flat, 'postal_code', a.postal_code, 'city', a.city,
                 'country', a.country, 'label', a.label, 'is_default', a.is_default,
                 'registration_number', a.registration_number, 'post_office', a.post_office,
                 'region', a.region, 'county', a.county, 'commune', a.commune,
                 'commune_symbol', a.commune_symbol, 'place_symbol', a.place_symbol,
                 'street_symbol', a.street_symbol, 'valid_from', a.valid_from, 'valid_to', a.valid_to,
                 'version', a.xmin::text)
               ORDER BY a.valid_to DESC NULLS FIRST, a.kind = 'REGISTERED' DESC,
                        a.is_default DESC, a.id), '[]')
        FROM register_address a WHERE a.party_id = p.id),
       (SELECT coalesce(json_agg(json_build_object(
                 'id', c.id, 'kind', c.kind, 'value', c.value, 'label', c.label,
                 'is_preferred', c.is_preferred,
                 'uses', (SELECT json_object_agg(u.purpose, u.wish ORDER BY u.purpose)
                          FROM register_contactuse u WHERE u.contact_id = c.id),
                 'version', c.xmin::text)
               ORDER BY c.kind DESC, c.is_preferred DESC, c.id), '[]')
        FROM register_contact c WHERE c.party_id = p.id),
       (SELECT coalesce(json_agg(json_build_object(
                 'id', b.id, 'iban', b.iban, 'currency', b.currency, 'label', b.label,
                 'is_for_slips', b.is_for_slips, 'is_default', b.is_default,
                 'valid_from', b.valid_from,
                 'valid_to', b.valid_to, 'version', b.xmin::text) ORDER BY b.id), '[]')
        FROM register_bankaccount b WHERE b.party_id = p.id),
       (WITH RECURSIVE up AS (
          SELECT h.id, h.name, h.number, h.parent_id, 1 AS height
          FROM register_party h WHERE h.id = p.parent_id
          UNION ALL
          SELECT h.id, h.name, h.number, h.parent_id, up.height + 1
          FROM up JOIN register_party h ON h.id = up.parent_id WHERE up.height < 20)
        SELECT coalesce(json_agg(json_build_object(
                 'id', up.id, 'name', up.name, 'number', up.number) ORDER BY up.height), '[]')
        FROM up),
       (SELECT count(*) FROM register_party u WHERE u.parent_id = p.id),
       p.merged_into_id,
       (SELECT coalesce(json_agg(json_build_object(
                 'id', f.id, 'name', f.name, 'number', f.number) ORDER BY f.id), '[]')
        FROM register_party f WHERE f.merged_into_id = p.id)
FROM register_party p
WHERE (p.id = %(party_id)s OR p.public_id = %(public_id)s::uuid)
  AND (%(sees_all)s OR EXISTS (
    SELECT FROM register_portalgrant g
    WHERE g.party_id = p.id AND g.user_id = %(user_id)s AND g.ended_at IS NULL))
