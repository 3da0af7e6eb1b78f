"""The progress of a job, as the person who started it watches it."""

import uuid

import pytest

from kartoteka.access import operations
from kartoteka.access.models import JobProgress
from kartoteka.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db


def _shown(public_id: uuid.UUID) -> tuple[str, int, int | None, str, bool]:
    job = JobProgress.objects.get(public_id=public_id)
    return job.state, job.done, job.total, job.message, job.finished_at is not None


def test_a_job_goes_from_waiting_to_done() -> None:
    public_id = operations.start_job(actor=SYSTEM, kind="tests", total=10)
    assert _shown(public_id) == ("WAITING", 0, 10, "", False)
    operations.report_job(public_id, done=4, message="reading")
    assert _shown(public_id) == ("RUNNING", 4, 10, "reading", False)
    operations.finish_job(public_id, {"new": 10})
    assert _shown(public_id) == ("DONE", 4, 10, "", True)
    assert JobProgress.objects.get(public_id=public_id).report == {"new": 10}


def test_a_finished_job_stays_as_it_is() -> None:
    public_id = operations.start_job(actor=SYSTEM, kind="tests")
    operations.fail_job(public_id, "The file is cut.")
    operations.report_job(public_id, done=7, message="late")
    operations.finish_job(public_id, {})
    assert _shown(public_id) == ("FAILED", 0, None, "The file is cut.", True)
