-- What: agreements in force, which forbid to erase their parties.
-- Takes: parties, on. Returns: party_id, number (of one). Locks: nothing.
SELECT party_id, min(number) FROM agreements_agreement
WHERE party_id = ANY (%(parties)s) AND (valid_to IS NULL OR valid_to >= %(on)s)
GROUP BY party_id
