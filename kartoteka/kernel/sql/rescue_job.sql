-- Takes a job away from its dead worker: back into the queue, or failed for good.
-- Takes: job, worker (the dead one, may be null), status ('todo' or 'failed').
-- Returns: the job's id, or nothing when another worker was quicker.
-- Locks: the job's row.
UPDATE procrastinate_jobs
   SET status = %(status)s::procrastinate_job_status,
       attempts = attempts + 1,
       scheduled_at = CASE WHEN %(status)s = 'todo' THEN now() ELSE scheduled_at END,
       worker_id = NULL
 WHERE id = %(job)s AND status = 'doing' AND worker_id IS NOT DISTINCT FROM %(worker)s
RETURNING id
