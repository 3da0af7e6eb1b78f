-- Who may be the party that is being written down, the likest first.
-- Takes: party (its id where it is there already, else NULL), natural, name, birth_date, contacts,
-- phones (last nine digits), emails, accounts, numbers, hashes, identifiers (their keys), place,
-- town (folded), least, limit. What is not given of a party that is there is its own.
-- Returns: id, number, name, archived, into whom it was merged, street, building, city, score,
-- reasons. Locks: nothing.
WITH own AS MATERIALIZED (
  SELECT kept.* FROM register_features_of(ARRAY[%(party)s::bigint]) AS kept),
asked AS MATERIALIZED (
  SELECT ROW(NULL, %(natural)s::boolean, register_name_key(%(name)s::text),
             coalesce(%(birth_date)s::date, own.birth_date),
             %(phones)s::text[] || own.phones, %(emails)s::text[] || own.emails,
             %(accounts)s::text[] || own.ibans,
             array_remove(ARRAY[register_address_key(%(street)s::text, %(building)s::text, %(flat)s::text, %(city)s::text)],
                          NULL) || own.places,
             array_remove(ARRAY[fold(%(city)s::text)], '') || own.towns,
             %(identifiers)s::text[] || own.identifiers)::register_features AS features
  FROM (SELECT) AS one LEFT JOIN own ON true),
candidate AS MATERIALIZED (
  SELECT unnest(register_twin_candidates(
    %(name)s::text, fold(%(city)s::text), %(contacts)s::text[], %(accounts)s::text[],
    %(numbers)s::text[], %(hashes)s::bytea[])) AS id),
scored AS (
  SELECT them.party_id, likeness.score, likeness.reasons
  FROM register_features_of(ARRAY(SELECT DISTINCT id FROM candidate)) AS them
  CROSS JOIN asked
  CROSS JOIN LATERAL register_likeness(asked.features, them) AS likeness
  WHERE them.party_id IS DISTINCT FROM %(party)s::bigint AND likeness.score >= %(least)s::integer
  ORDER BY likeness.score DESC, them.party_id LIMIT %(limit)s::bigint)
SELECT p.id, p.number, p.name, p.state = 'ARCHIVED', p.merged_into_id, a.street, a.building,
       a.city, scored.score, scored.reasons::json
FROM scored JOIN register_party p ON p.id = scored.party_id
LEFT JOIN LATERAL (
  SELECT l.city, l.street, l.building FROM register_address l WHERE l.party_id = p.id
  ORDER BY l.valid_to IS NULL DESC, l.kind = 'REGISTERED' DESC, l.id DESC LIMIT 1) AS a ON true
WHERE %(party)s::bigint IS NULL OR p.parent_id IS DISTINCT FROM %(party)s::bigint
ORDER BY scored.score DESC, p.id
