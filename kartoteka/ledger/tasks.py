"""Background entries of the ledger."""

import datetime as dt
import uuid
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from kartoteka.access import operations as access
from kartoteka.kernel import jobs
from kartoteka.kernel.actor import Actor, Realm, Role
from kartoteka.ledger import operations


def _given_up(arguments: dict[str, Any], error: Exception) -> None:
    with translation.override(arguments["language"]):
        reason = jobs.reason_of(error)
        if isinstance(error, jobs.WorkerDied):
            reason = gettext("The job was stopped in the middle, several times.")
        kept = gettext("What was settled until then stays. Start it again for the rest.")
        access.fail_job(uuid.UUID(arguments["job"]), f"{reason} {kept}")


@jobs.task(
    name="ledger.settle_all",
    lock="ledger.settle_all",
    queueing_lock="ledger.settle_all",
    given_up=_given_up,
)
def settle_all(
    *, job: str, on: str, language: str, user_id: int | None, user_name: str, address: str
) -> None:
    """Settles everybody. Who asked had the right to when asking."""
    actor = Actor(
        user_id=user_id, realm=Realm.DESK, role=Role.CLERK, name=user_name, address=address
    )
    with translation.override(language):
        operations.settle_all_queued(actor=actor, job=uuid.UUID(job), on=dt.date.fromisoformat(on))


def _trial_given_up(arguments: dict[str, Any], error: Exception) -> None:
    with translation.override(arguments["language"]):
        reason = jobs.reason_of(error)
        if isinstance(error, jobs.WorkerDied):
            reason = gettext("The job was stopped in the middle, several times.")
        access.fail_job(uuid.UUID(arguments["job"]), reason)


@jobs.task(
    name="ledger.try_scheme",
    lock="ledger.try_scheme",
    queueing_lock="ledger.try_scheme",
    given_up=_trial_given_up,
)
def try_scheme(
    *,
    job: str,
    scheme: str,
    on: str,
    creditor_id: int | None,
    language: str,
    user_id: int | None,
    user_name: str,
    address: str,
) -> None:
    """Tries a scheme on everybody. Who asked had the right to when asking."""
    actor = Actor(
        user_id=user_id, realm=Realm.DESK, role=Role.ADMINISTRATOR, name=user_name, address=address
    )
    with translation.override(language):
        operations.try_for_all_queued(
            actor=actor,
            job=uuid.UUID(job),
            scheme=scheme,
            on=dt.date.fromisoformat(on),
            creditor_id=creditor_id,
        )
