"""Background entries of the register."""

import uuid
from typing import Any

from django.utils import translation

from kartoteka.access import operations as access
from kartoteka.kernel import jobs
from kartoteka.kernel.actor import Actor, Realm, Role
from kartoteka.register.operations import twins


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
