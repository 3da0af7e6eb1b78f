-- What was done with the personal data of a party, under all its names, newest first by day.
-- Takes: party, day and id (before which), limit. Returns: id (of the act: that of its row times
-- eight and a number of what was done), what, day, kind, how, words, scope, public id of the
-- request or disclosure, user. Locks: nothing.
WITH named AS MATERIALIZED (
  SELECT id FROM register_party WHERE id = %(party)s::bigint
  UNION ALL SELECT id FROM register_party WHERE merged_into_id = %(party)s::bigint)
SELECT * FROM (
  SELECT r.id * 8 AS id, 'RECEIVED' AS what, r.received_on AS day, r.kind, r.channel AS how,
         '' AS words, '{}'::text[] AS scope, r.public_id, r.created_by AS who
  FROM privacy_request r JOIN named ON named.id = r.party_id
  UNION ALL
  SELECT r.id * 8 + 1, 'ANSWERED', r.answered_on, r.kind, r.state, '', '{}', r.public_id,
         r.answered_by
  FROM privacy_request r JOIN named ON named.id = r.party_id WHERE r.answered_on IS NOT NULL
  UNION ALL
  SELECT r.id * 8 + 2, 'RESTRICTED', r.began_on, '', '', r.reason, '{}', NULL, NULL
  FROM privacy_restriction r JOIN named ON named.id = r.party_id
  UNION ALL
  SELECT r.id * 8 + 3, 'LIFTED', r.ended_on, '', '', '', '{}', NULL, NULL
  FROM privacy_restriction r JOIN named ON named.id = r.party_id WHERE r.ended_on IS NOT NULL
  UNION ALL
  SELECT d.id * 8 + 4, 'DISCLOSED', d.disclosed_on, d.recipient_kind, d.way, d.recipient, d.scope,
         d.public_id, d.actor
  FROM (SELECT DISTINCT one.disclosure_id
        FROM privacy_disclosed one JOIN named ON named.id = one.party_id) AS concerned
  JOIN privacy_disclosure d ON d.id = concerned.disclosure_id
) AS act
WHERE (day, id) < (%(day)s::date, %(id)s::bigint)
ORDER BY day DESC, id DESC LIMIT %(limit)s::bigint
