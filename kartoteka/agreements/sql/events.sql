-- What: when the last agreement of each party ended, under the law of the creditor's country.
-- Takes: parties. Returns: party_id, day, country. Locks: nothing.
SELECT agreement.party_id, max(agreement.valid_to), creditor.country
FROM agreements_agreement AS agreement
  JOIN register_party AS creditor ON creditor.id = agreement.creditor_id
WHERE agreement.party_id = ANY (%(parties)s) AND agreement.valid_to IS NOT NULL
GROUP BY agreement.party_id, creditor.country
