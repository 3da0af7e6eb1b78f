"""Background entries of billing."""

import uuid
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext

from kartoteka.access import operations as access
from kartoteka.billing.operations import noting, plans
from kartoteka.kernel import jobs
from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role


@jobs.periodic("40 3 * * *", name="billing.post_advances")
def post_advances() -> None:
    """Every night: advances whose day of issue has come."""
    plans.post_advances(actor=SYSTEM, on=timezone.localtime(timezone.now()).date())


def _given_up(arguments: dict[str, Any], error: Exception) -> None:
    with translation.override(arguments["language"]):
        reason = jobs.reason_of(error)
        if isinstance(error, jobs.WorkerDied):
            reason = gettext("The job was stopped in the middle, several times.")
        kept = gettext("Notes that were made until then stay. Start it again for the rest.")
        access.fail_job(uuid.UUID(arguments["job"]), f"{reason} {kept}")


@jobs.task(name=noting.KIND, lock=noting.KIND, queueing_lock=noting.KIND, given_up=_given_up)
def note_interest(
    *,
    job: str,
    asked: dict[str, Any],
    dry: bool,
    language: str,
    user_id: int | None,
    user_name: str,
    address: str,
) -> None:
    """Interest notes of many. Who asked had the right to when asking."""
    actor = Actor(
        user_id=user_id, realm=Realm.DESK, role=Role.CLERK, name=user_name, address=address
    )
    with translation.override(language):
        noting.note_queued(actor=actor, job=uuid.UUID(job), asked=asked, dry=dry)
