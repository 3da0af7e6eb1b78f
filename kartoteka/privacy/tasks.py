"""Background entries of the room."""

import datetime as dt
import uuid
from typing import Any

from django.utils import translation

from kartoteka.access import operations as access
from kartoteka.kernel import jobs
from kartoteka.kernel.actor import Actor, Realm, Role
from kartoteka.privacy import operations


def _given_up(arguments: dict[str, Any], error: Exception) -> None:
    with translation.override(arguments["language"]):
        access.fail_job(uuid.UUID(arguments["job"]), jobs.reason_of(error))


@jobs.task(
    name="privacy.erase_due",
    lock="privacy.erase_due",
    queueing_lock="privacy.erase_due",
    given_up=_given_up,
)
def erase_due(
    *,
    job: str,
    policy_id: int,
    reason: str,
    on: str,
    language: str,
    user_id: int | None,
    user_name: str,
    address: str,
) -> None:
    """Erases whom a policy finds due. Who asked had the right to when asking."""
    actor = Actor(
        user_id=user_id,
        realm=Realm.DESK,
        role=Role.SUPERADMINISTRATOR,
        name=user_name,
        address=address,
    )
    with translation.override(language):
        operations.erase_due_queued(
            actor=actor,
            job=uuid.UUID(job),
            policy_id=policy_id,
            reason=reason,
            on=dt.date.fromisoformat(on),
        )
