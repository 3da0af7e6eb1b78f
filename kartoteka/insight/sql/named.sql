-- What: the rows of a report with the words for their keys.
-- Takes: by, language. Returns: words, number, key, currency, then the figures of the report.
-- Locks: nothing.
SELECT coalesce(party.name, point.number, agreement.number,
                choice.labels ->> %(language)s, choice.labels ->> 'en', choice.code,
                bunch.labels ->> %(language)s, bunch.labels ->> 'en',
                CASE WHEN %(by)s = 'month'
                     THEN left(summed.key::text, 4) || '-' || right(summed.key::text, 2) END),
       coalesce(party.number, holder.number, ''), summed.*
FROM summed
  LEFT JOIN register_party AS party ON %(by)s IN ('customer', 'creditor')
    AND party.id = summed.key
  LEFT JOIN agreements_point AS point ON %(by)s = 'point' AND point.id = summed.key
  LEFT JOIN agreements_agreement AS agreement ON %(by)s = 'agreement'
    AND agreement.id = summed.key
  LEFT JOIN register_party AS holder ON holder.id = agreement.party_id
  LEFT JOIN register_choice AS choice ON choice.id = summed.key
    AND %(by)s IN ('priority', 'classification', 'source')
  LEFT JOIN register_partygroup AS bunch ON %(by)s = 'group' AND bunch.id = summed.key
