"""Background entries of payments."""

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext

from kartoteka.access import operations as access
from kartoteka.access import queries as access_queries
from kartoteka.kernel import jobs
from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.payments import operations


def _given_up(arguments: dict[str, Any], error: Exception) -> None:
    job = uuid.UUID(arguments["job"])
    shown = access_queries.job(viewer=SYSTEM, public_id=job)
    with translation.override(arguments["language"]):
        reason = jobs.reason_of(error)
        if shown is not None and "new" in shown.report:
            reason = gettext(
                "The file has come in, but its payments could not all be settled. Settle all "
                "payments to use the rest."
            )
        access.fail_job(job, reason)


@jobs.task(name="payments.take_in", lock="payments.take_in", given_up=_given_up)
def take_in(
    *,
    job: str,
    held: str,
    creditor_id: int | None,
    confirmed: list[str],
    settle_on: str | None,
    language: str,
    user_id: int | None,
    user_name: str,
    address: str,
) -> None:
    """Takes one held file in; one at a time. Who asked had the right to when asking."""
    actor = Actor(
        user_id=user_id, realm=Realm.DESK, role=Role.CLERK, name=user_name, address=address
    )
    with translation.override(language):
        operations.take_in_queued(
            actor=actor,
            job=uuid.UUID(job),
            public_id=uuid.UUID(held),
            creditor_id=creditor_id,
            confirmed=frozenset(confirmed),
            settle_on=dt.date.fromisoformat(settle_on) if settle_on else None,
        )


@jobs.periodic("* * * * *", name="payments.watch")
def watch() -> None:
    """Every minute: the whole files of the watched folder, if one is named."""
    if settings.WATCHED_FOLDER is None:
        return
    today = timezone.localtime(timezone.now()).date()
    with translation.override(settings.LANGUAGE_CODE):
        operations.take_from_folder(actor=SYSTEM, path=settings.WATCHED_FOLDER, settle_on=today)
