"""What may be done with users, units and the progress of their jobs. The only writer of both."""

import uuid
from typing import Any

from django.db.models.functions import Now

from kartoteka.access.models import JobProgress
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor

_State = JobProgress.State
_UNFINISHED = (_State.WAITING, _State.RUNNING)


def start_job(*, actor: Actor, kind: str, total: int | None = None) -> uuid.UUID:
    """A row that the person who starts a background job watches; its name for the screens.

    Stands in the caller's transaction, beside the job that `kernel.jobs.defer` puts in the queue.
    """
    with acting(actor):
        job = JobProgress.objects.create(kind=kind, user_id=actor.user_id, total=total)
    return job.public_id


def report_job(
    public_id: uuid.UUID, *, done: int, total: int | None = None, message: str = ""
) -> None:
    """Says how far the job is. A job that is finished stays as it is."""
    values: dict[str, Any] = {"state": _State.RUNNING, "done": done, "message": message}
    if total is not None:
        values["total"] = total
    _unfinished(public_id).update(**values)


def finish_job(public_id: uuid.UUID, report: dict[str, Any]) -> None:
    """Says that the job is done, with the report that its screen shows."""
    _unfinished(public_id).update(state=_State.DONE, report=report, message="", finished_at=Now())


def fail_job(public_id: uuid.UUID, message: str) -> None:
    """Says that the job is given up, and why, in a sentence for people."""
    _unfinished(public_id).update(state=_State.FAILED, message=message, finished_at=Now())


def _unfinished(public_id: uuid.UUID) -> Any:
    return JobProgress.objects.filter(public_id=public_id, state__in=_UNFINISHED)
