-- What: which price is in force for customers through days and the discount of their trade terms,
-- cut where one of them changes.
-- Takes: for each row asked its place in parties, creditors, currencies, items, firsts, lasts (both
-- days inclusive). Returns: place, first, last, item, group by which its list applies (NULL: for
-- everybody), discount in per cent and the first day of its terms (both NULL: none); an item of
-- NULL where no price is in force. Locks: nothing.
WITH asked AS MATERIALIZED (
  SELECT * FROM unnest(%(parties)s::bigint[], %(creditors)s::bigint[], %(currencies)s::text[],
                       %(items)s::text[], %(firsts)s::date[], %(lasts)s::date[])
    WITH ORDINALITY AS row(party_id, creditor_id, currency, code, first, last, place)
), candidate AS MATERIALIZED (
  SELECT asked.place, item.id, list.code AS list_code, version.valid_from,
         coalesce(version.valid_to, 'infinity') AS valid_to,
         ARRAY(SELECT own.group_id FROM billing_pricelistgroup AS own
               WHERE own.price_list_id = list.id) AS groups
  FROM asked
  JOIN billing_pricelist AS list
    ON list.creditor_id = asked.creditor_id AND list.currency = asked.currency
  JOIN billing_priceversion AS version
    ON version.price_list_id = list.id AND version.published_at IS NOT NULL
   AND version.withdrawn_at IS NULL AND version.valid_from <= asked.last
   AND coalesce(version.valid_to, 'infinity') >= asked.first
  JOIN billing_priceitem AS item ON item.version_id = version.id AND item.code = asked.code
), term AS MATERIALIZED (
  SELECT asked.place, terms.price_group_id AS group_id, nullif(terms.discount, 0) AS discount,
         terms.valid_from, coalesce(terms.valid_to, 'infinity') AS valid_to
  FROM asked
  JOIN register_tradeterms AS terms
    ON terms.party_id = asked.party_id
   AND (terms.price_group_id IS NOT NULL OR terms.discount > 0)
   AND terms.valid_from <= asked.last AND coalesce(terms.valid_to, 'infinity') >= asked.first
), change AS (
  SELECT place, first AS day FROM asked
  UNION SELECT place, valid_from FROM candidate
  UNION SELECT place, valid_to + 1 FROM candidate WHERE valid_to < 'infinity'
  UNION SELECT place, valid_from FROM term
  UNION SELECT place, valid_to + 1 FROM term WHERE valid_to < 'infinity'
), stretch AS (
  SELECT asked.place, change.day AS first,
         coalesce(lead(change.day) OVER (PARTITION BY asked.place ORDER BY change.day) - 1,
                  asked.last) AS last
  FROM asked
  JOIN change ON change.place = asked.place AND change.day BETWEEN asked.first AND asked.last
), considered AS (
  SELECT stretch.place, stretch.first, stretch.last, candidate.id, candidate.list_code,
         own.group_id, term.discount, CASE WHEN term.discount > 0 THEN term.valid_from END AS terms,
         coalesce(candidate.groups = '{}' OR own.group_id IS NOT NULL, false) AS fits
  FROM stretch
  LEFT JOIN candidate ON candidate.place = stretch.place
    AND stretch.first BETWEEN candidate.valid_from AND candidate.valid_to
  LEFT JOIN term ON term.place = stretch.place
    AND stretch.first BETWEEN term.valid_from AND term.valid_to
  LEFT JOIN LATERAL (
    SELECT term.group_id WHERE term.group_id = ANY (candidate.groups)
  ) AS own ON true
)
SELECT DISTINCT ON (place, first) place, first, last, CASE WHEN fits THEN id END,
       CASE WHEN fits THEN group_id END, CASE WHEN fits THEN discount END,
       CASE WHEN fits THEN terms END
FROM considered
ORDER BY place, first, NOT fits, group_id IS NULL, list_code
