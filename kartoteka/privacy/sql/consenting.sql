-- What: parties whose latest word on a purpose and channel was yes, whatever name they had then.
-- Takes: parties, purpose (its code), channel. Returns: party_id. Locks: nothing.
SELECT latest.party_id FROM (
  SELECT DISTINCT ON (coalesce(party.merged_into_id, party.id))
         coalesce(party.merged_into_id, party.id) AS party_id, consent.is_given
  FROM register_party AS party JOIN privacy_consent AS consent ON consent.party_id = party.id
    JOIN privacy_purpose AS purpose ON purpose.id = consent.purpose_id
  WHERE (party.id = ANY (%(parties)s) OR party.merged_into_id = ANY (%(parties)s)) AND purpose.code = %(purpose)s
    AND consent.channel = %(channel)s
  ORDER BY coalesce(party.merged_into_id, party.id), consent.happened_on DESC, consent.id DESC
) AS latest
WHERE latest.is_given
