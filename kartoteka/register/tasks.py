"""Background entries of the register."""

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone, translation

from kartoteka.access import operations as access
from kartoteka.kernel import jobs
from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.register import operations
from kartoteka.register.operations import twins
from kartoteka.register.operations.fields import upkeep as field_upkeep


def _given_up(arguments: dict[str, Any], error: Exception) -> None:
    with translation.override(arguments["language"]):
        access.fail_job(uuid.UUID(arguments["job"]), jobs.reason_of(error))


@jobs.task(
    name="register.find_twins",
    lock="register.find_twins",
    queueing_lock="register.find_twins",
    given_up=_given_up,
)
def find_twins(
    *, job: str, language: str, user_id: int | None, user_name: str, address: str
) -> None:
    """Looks for twins in the whole register. Who asked had the right to when asking."""
    actor = Actor(
        user_id=user_id, realm=Realm.DESK, role=Role.ADMINISTRATOR, name=user_name, address=address
    )
    with translation.override(language):
        twins.find_twins_queued(actor=actor, job=uuid.UUID(job))


@jobs.task(name="register.outside_run", deaths=5)
def outside_run(*, run_id: int, language: str) -> None:
    """Carries a run of outside registers on, until it is done or has to wait for a limit."""
    with translation.override(language):
        operations.work_on(run_id=run_id, now=timezone.now)


@jobs.periodic("35 2 * * *", name="register.forget_enquiries")
def forget_enquiries() -> None:
    """Every night: firms that somebody looked up a month ago and did not add."""
    operations.forget_enquiries(before=timezone.now() - dt.timedelta(days=30))


@jobs.periodic("7 * * * *", name="register.go_on_with_runs")
def go_on_with_runs() -> None:
    """Every hour: a run whose job was lost goes on all the same."""
    operations.go_on_with_runs(at=timezone.now())


@jobs.task(
    name="register.tend_field_indexes",
    lock="register.tend_field_indexes",
    queueing_lock="register.tend_field_indexes",
    attempts_again=2,
)
def tend_field_indexes() -> None:
    """The indexes that definitions ask for are there, and no others."""
    field_upkeep.tend_indexes(actor=SYSTEM)


@jobs.periodic("40 2 * * *", name="register.tend_field_indexes_nightly")
def tend_field_indexes_nightly() -> None:
    """The same every night: what could not be made by day is tried again."""
    field_upkeep.tend_indexes(actor=SYSTEM)
