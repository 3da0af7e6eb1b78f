"""Background entries of insight."""

import datetime as dt
import uuid
from typing import Any

from django.utils import translation

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
