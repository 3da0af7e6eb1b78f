-- Notes the staged consents that nothing hinders; those noted before are the same.
-- Takes: privacy_staging; on, actor. Returns: nothing. Locks: nothing but the new rows.
ANALYZE privacy_staging;
UPDATE privacy_staging
   SET is_given = coalesce(is_given, true), how = coalesce(how, 'OFFICE'),
       evidence = btrim(coalesce(evidence, ''));
UPDATE privacy_staging AS s SET outcome = 'REJECTED', field = told.why[1], code = told.why[2]
  FROM (SELECT n, CASE WHEN purpose_id IS NULL THEN ARRAY['purpose_id', 'missing']
                       WHEN purpose.id IS NULL THEN ARRAY['purpose_id', 'no_such_purpose']
                       WHEN channel IS NULL THEN ARRAY['channel', 'missing']
                       WHEN happened_on IS NULL THEN ARRAY['happened_on', 'missing']
                       WHEN happened_on > %(on)s::date THEN ARRAY['happened_on', 'in_future']
                       WHEN is_given AND evidence = '' THEN ARRAY['evidence', 'missing']
                       WHEN party.erased_at IS NOT NULL THEN ARRAY['', 'erased'] END AS why
        FROM privacy_staging
        JOIN register_party AS party ON party.id = party_id
        LEFT JOIN privacy_purpose AS purpose
          ON purpose.id = purpose_id AND purpose.is_active AND purpose.basis = 'A') AS told
 WHERE told.n = s.n AND told.why IS NOT NULL;
UPDATE privacy_staging AS s SET outcome = 'SAME'
 WHERE s.outcome = 'NEW' AND EXISTS (
   SELECT FROM privacy_consent AS c
   WHERE c.party_id = s.party_id AND c.purpose_id = s.purpose_id AND c.channel = s.channel
     AND c.is_given = s.is_given AND c.happened_on = s.happened_on);
UPDATE privacy_staging AS later
   SET outcome = 'SAME', code = 'twice', facts = jsonb_build_object('row', known.first)
  FROM (SELECT n, min(n) OVER (PARTITION BY party_id, purpose_id, channel, is_given, happened_on)
                    AS first
        FROM privacy_staging WHERE outcome = 'NEW') AS known
 WHERE known.n = later.n AND known.first <> later.n;
INSERT INTO privacy_consent (party_id, purpose_id, channel, is_given, happened_on, how, evidence,
                             actor)
SELECT party_id, purpose_id, channel, is_given, happened_on, how, evidence, %(actor)s
FROM privacy_staging WHERE outcome = 'NEW' ORDER BY happened_on, n
