-- Those of the parties whose data may only be stored now, or that of one merged into them.
-- Takes: parties. Returns: their ids. Locks: nothing.
SELECT asked.id FROM unnest(%(parties)s::bigint[]) AS asked (id)
WHERE EXISTS (SELECT FROM privacy_restriction r
              WHERE r.party_id = asked.id AND r.ended_on IS NULL)
   OR EXISTS (SELECT FROM register_party f JOIN privacy_restriction r ON r.party_id = f.id
              WHERE f.merged_into_id = asked.id AND r.ended_on IS NULL)
