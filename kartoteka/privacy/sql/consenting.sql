-- What: parties whose latest word on a purpose and channel was yes.
-- Takes: parties, purpose (its code), channel. Returns: party_id. Locks: nothing.
SELECT latest.party_id FROM (
  SELECT DISTINCT ON (consent.party_id) consent.party_id, consent.is_given
  FROM privacy_consent AS consent JOIN privacy_purpose AS purpose ON purpose.id = consent.purpose_id
  WHERE consent.party_id = ANY (%(parties)s) AND purpose.code = %(purpose)s
    AND consent.channel = %(channel)s
  ORDER BY consent.party_id, consent.happened_on DESC, consent.id DESC
) AS latest
WHERE latest.is_given
