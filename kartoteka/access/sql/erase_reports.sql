-- What: reports of jobs that name one of the parties.
-- Takes: parties. Returns: nothing. Locks: the rows.
UPDATE access_jobprogress SET report = '{}', message = ''
WHERE EXISTS (
  SELECT FROM unnest(%(parties)s::bigint[]) AS party (id)
  WHERE jsonb_path_exists(report, '$.**.party ? (@ == $id)', jsonb_build_object('id', party.id)))
