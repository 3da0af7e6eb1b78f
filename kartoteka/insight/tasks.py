"""Background entries of insight."""

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone, translation

from kartoteka.insight import operations
from kartoteka.kernel import jobs
from kartoteka.kernel.actor import Actor, Realm, Role


def _given_up(arguments: dict[str, Any], error: Exception) -> None:
    with translation.override(arguments["language"]):
        operations.give_up(
            job=uuid.UUID(arguments["job"]),
            mailing=uuid.UUID(arguments["mailing"]),
            reason=jobs.reason_of(error),
        )


@jobs.task(name="insight.make_mailing", deaths=3, given_up=_given_up)
def make_mailing(
    *,
    job: str,
    mailing: str,
    on: str,
    language: str,
    user_id: int | None,
    user_name: str,
    address: str,
) -> None:
    """The documents of a mailing. Who asked had the right to when asking."""
    actor = Actor(
        user_id=user_id, realm=Realm.DESK, role=Role.CLERK, name=user_name, address=address
    )
    with translation.override(language):
        operations.make(
            actor=actor,
            job=uuid.UUID(job),
            mailing=uuid.UUID(mailing),
            on=dt.date.fromisoformat(on),
        )


@jobs.task(name="insight.send_report", attempts_again=3)
def send_report(*, saved: int, on: str) -> None:
    """One saved report that is due."""
    operations.send_due(saved=saved, on=dt.date.fromisoformat(on))


@jobs.periodic("5 * * * *", name="insight.send_reports")
def send_reports() -> None:
    """Every hour: what is due today goes out; each of them is a job of its own."""
    operations.queue_due(on=timezone.localtime(timezone.now()).date())


@jobs.periodic("41 2 * * *", name="insight.forget_runs")
def forget_runs() -> None:
    """Every night: files of reports that were sent long ago."""
    operations.forget_runs(before=timezone.now() - operations.KEPT)
