-- What: the lines of payments_undecided scored: for each customer whom a line may mean, the best of
-- each kind of evidence, in points and with what was found. Sure is who has points enough and a lead,
-- and whom a certain rule names where nothing else speaks for anybody; never somebody else than those
-- whose number a cut title begins.
-- Takes: payments_undecided, payments_candidate, payments_guess, payments_owed, points, threshold,
-- lead, deepest (documents of a customer that are tried together).
-- Returns: nothing, fills payments_candidate with rule SCORE. Locks: nothing.
WITH RECURSIVE asked AS (
  SELECT DISTINCT guess.line_id, guess.party_id, line.creditor_id, line.currency, line.amount,
         line.name, line.title, line.squeezed, line.digits, line.cut, fold(party.name) AS bears,
         number_key(party.number) AS known_as, party.number,
         line.cut <> '' AND left(number_key(party.number), length(line.cut)) = line.cut AS is_begun
  FROM payments_guess AS guess
  JOIN payments_undecided AS line ON line.line_id = guess.line_id
  JOIN register_party AS party ON party.id = guess.party_id
), by_rules AS (
  SELECT line_id, party_id,
         bool_or(rule IN ('DOCUMENT', 'AGREEMENT', 'CUSTOMER', 'NIP')
                 AND (is_certain OR rule = 'DOCUMENT')) AS is_named,
         bool_or(rule IN ('AGREEMENT', 'CUSTOMER', 'NIP') AND NOT is_certain) AS may_be_named,
         bool_or(rule <> 'PAYER' AND is_certain) AS is_sure,
         bool_or(rule = 'NAME') AS bears_name,
         bool_or(rule = 'PAYER' AND is_certain) AS pays_surely,
         bool_or(rule = 'PAYER' AND is_alone) AS pays_alone,
         bool_or(rule = 'PAYER') AS has_paid,
         min(coalesce(facts ->> 'number', facts -> 'numbers' ->> 0, facts ->> 'nip'))
           FILTER (WHERE rule IN ('DOCUMENT', 'AGREEMENT', 'CUSTOMER', 'NIP')) AS number,
         min(facts ->> 'account') FILTER (WHERE rule = 'PAYER') AS account
  FROM payments_candidate GROUP BY line_id, party_id
), by_clues AS (
  SELECT line_id, party_id, bool_or(clue = 'SLIP') AS slipped, bool_or(clue = 'GLUED') AS glued,
         min(found) FILTER (WHERE clue = 'GLUED') AS glued_number,
         min(found) FILTER (WHERE clue = 'SLIP') AS slipped_number
  FROM payments_guess WHERE clue IN ('SLIP', 'GLUED') GROUP BY line_id, party_id
), fits AS (
  SELECT asked.line_id, asked.party_id,
         bool_or(asked.amount IN (owed.issued, owed.total, owed.principal)) AS one_fits,
         (array_agg(owed.number ORDER BY owed.place)
           FILTER (WHERE asked.amount IN (owed.issued, owed.total, owed.principal)))[1] AS fitting,
         sum(owed.total) = asked.amount OR sum(owed.principal) = asked.amount AS all_fit,
         bool_or(length(owed.key) >= 5 AND owed.key ~ '[0-9]{4}'
                 AND position(owed.key IN asked.squeezed) > 0) AS is_inside,
         bool_or(EXISTS (SELECT FROM unnest(asked.digits) AS word
                         WHERE right(owed.key, length(word)) = word
                            OR left(owed.key, length(word)) = word)) AS has_part,
         min(owed.number) FILTER (WHERE length(owed.key) >= 5 AND owed.key ~ '[0-9]{4}'
                                  AND position(owed.key IN asked.squeezed) > 0) AS inside
  FROM asked
  JOIN payments_owed AS owed ON owed.party_id = asked.party_id
   AND owed.creditor_id = asked.creditor_id AND owed.currency = asked.currency
  GROUP BY asked.line_id, asked.party_id, asked.amount
), evident AS (
  SELECT asked.*,
         CASE WHEN rules.is_named THEN 'EXACT'
              WHEN fits.is_inside OR clues.glued OR length(asked.known_as) >= 5
                   AND asked.known_as ~ '[0-9]{4}' AND position(asked.known_as IN asked.squeezed) > 0
                THEN 'INSIDE'
              WHEN asked.is_begun AND length(asked.known_as) <= length(asked.cut) + 2 THEN 'BEGUN'
              WHEN clues.slipped THEN 'SLIP'
              WHEN asked.is_begun OR rules.may_be_named OR fits.has_part OR EXISTS (
                SELECT FROM unnest(asked.digits) AS word
                WHERE right(asked.known_as, length(word)) = word) THEN 'PART'
              ELSE 'NONE' END AS number_kind,
         coalesce(rules.number, fits.inside, clues.glued_number,
                  CASE WHEN position(asked.known_as IN asked.squeezed) > 0
                            AND length(asked.known_as) >= 5 OR asked.is_begun
                       THEN asked.number END,
                  clues.slipped_number) AS named,
         CASE WHEN rules.bears_name OR payments_alike(asked.name, asked.bears)
                   AND string_to_array(asked.bears, ' ') <@ string_to_array(asked.name, ' ')
                THEN 'SAME'
              WHEN payments_alike(asked.name, asked.bears)
                   OR cardinality(string_to_array(asked.bears, ' ')) > 1
                   AND string_to_array(asked.bears, ' ') <@ string_to_array(asked.title, ' ')
                THEN 'ALIKE'
              WHEN EXISTS (SELECT FROM unnest(string_to_array(asked.bears, ' ')) AS word
                           WHERE length(word) >= 5
                             AND word = ANY (string_to_array(asked.name || ' ' || asked.title, ' ')))
                THEN 'WORD'
              ELSE 'NONE' END AS name_kind,
         CASE WHEN rules.pays_surely THEN 'SURE' WHEN rules.pays_alone THEN 'ALONE'
              WHEN rules.has_paid THEN 'ALSO' ELSE 'NONE' END AS payer_kind,
         CASE WHEN fits.one_fits THEN 'ONE' WHEN fits.all_fit THEN 'ALL' ELSE 'NONE' END
           AS amount_kind,
         fits.fitting, rules.account, coalesce(rules.is_sure, false) AS is_sure
  FROM asked
  LEFT JOIN by_rules AS rules ON rules.line_id = asked.line_id AND rules.party_id = asked.party_id
  LEFT JOIN by_clues AS clues ON clues.line_id = asked.line_id AND clues.party_id = asked.party_id
  LEFT JOIN fits ON fits.line_id = asked.line_id AND fits.party_id = asked.party_id
), tried AS (
  SELECT evident.line_id, evident.party_id, evident.creditor_id, evident.currency, owed.place,
         evident.amount - owed.total AS left_over, ARRAY[owed.number] AS numbers
  FROM evident
  JOIN payments_owed AS owed ON owed.party_id = evident.party_id
   AND owed.creditor_id = evident.creditor_id AND owed.currency = evident.currency
  WHERE evident.amount_kind = 'NONE' AND owed.place <= %(deepest)s AND owed.total < evident.amount
    AND (evident.number_kind IN ('EXACT', 'INSIDE') OR evident.name_kind = 'SAME'
         OR evident.payer_kind <> 'NONE')
  UNION ALL
  SELECT tried.line_id, tried.party_id, tried.creditor_id, tried.currency, owed.place,
         tried.left_over - owed.total, tried.numbers || owed.number
  FROM tried
  JOIN payments_owed AS owed ON owed.party_id = tried.party_id
   AND owed.creditor_id = tried.creditor_id AND owed.currency = tried.currency
  WHERE owed.place > tried.place AND owed.place <= %(deepest)s AND owed.total <= tried.left_over
    AND cardinality(tried.numbers) < 4
), added_up AS (
  SELECT DISTINCT ON (line_id, party_id) line_id, party_id, numbers
  FROM tried WHERE left_over = 0
  ORDER BY line_id, party_id, cardinality(numbers), numbers
), summed AS (
  SELECT evident.*, added_up.numbers,
         CASE WHEN added_up.numbers IS NOT NULL THEN 'SUM' ELSE amount_kind END AS amount_found
  FROM evident LEFT JOIN added_up USING (line_id, party_id)
), scored AS (
  SELECT summed.*,
         (%(points)s::jsonb -> 'NUMBER' ->> number_kind)::numeric
         + (%(points)s::jsonb -> 'NAME' ->> name_kind)::numeric
         + (%(points)s::jsonb -> 'PAYER' ->> payer_kind)::numeric
         + CASE WHEN amount_found = 'NONE' AND (number_kind IN ('EXACT', 'INSIDE', 'SLIP')
                                                OR payer_kind = 'SURE') THEN 0
                ELSE (%(points)s::jsonb -> 'AMOUNT' ->> amount_found)::numeric END AS score
  FROM summed
), ranked AS (
  SELECT scored.*,
         score - coalesce(max(score) OVER (PARTITION BY line_id ORDER BY score DESC, party_id
                                           ROWS BETWEEN 1 FOLLOWING AND 1 FOLLOWING), 0) AS ahead,
         row_number() OVER (PARTITION BY line_id ORDER BY score DESC, party_id) AS place,
         count(*) FILTER (WHERE number_kind = 'EXACT') OVER (PARTITION BY line_id) AS named_here,
         count(*) FILTER (WHERE number_kind IN ('EXACT', 'INSIDE', 'BEGUN', 'SLIP')
                             OR payer_kind <> 'NONE'
                             OR name_kind IN ('SAME', 'ALIKE')) OVER (PARTITION BY line_id) AS rivals
  FROM scored
)
INSERT INTO payments_candidate (line_id, party_id, rule, is_certain, facts, entries)
SELECT line_id, party_id, 'SCORE',
       place = 1 AND (is_sure AND rivals = 1 OR score >= %(threshold)s AND ahead >= %(lead)s)
       AND (cut = '' OR is_begun OR number_kind IN ('EXACT', 'INSIDE'))
       AND (name_kind IN ('SAME', 'ALIKE') OR payer_kind <> 'NONE'
            OR named_here = CASE WHEN number_kind = 'EXACT' THEN 1 ELSE 0 END),
       jsonb_strip_nulls(jsonb_build_object(
         'score', score, 'number_kind', number_kind, 'named', named, 'name_kind', name_kind,
         'payer_kind', payer_kind, 'payer', account, 'amount_kind', amount_found,
         'documents', coalesce(to_jsonb(numbers), to_jsonb(ARRAY[fitting])))), NULL
FROM ranked
WHERE place <= 20 AND score > 0
