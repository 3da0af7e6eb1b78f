-- The days on which anything of a party changed, the latest first.
-- Takes: party, zone (the office's), limit. Returns: day. Locks: nothing.
SELECT DISTINCT (at AT TIME ZONE %(zone)s::text)::date AS day
FROM trail_change
WHERE party_id = %(party)s::bigint AND op IN ('I', 'U', 'D')
ORDER BY day DESC LIMIT %(limit)s::bigint
