"""Background entries of billing."""

import uuid
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext

from kartoteka.access import operations as access
from kartoteka.billing.operations import invoice_folder, noting, plans, sets
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


def _set_given_up(arguments: dict[str, Any], error: Exception) -> None:
    with translation.override(arguments["language"]):
        reason = jobs.reason_of(error)
        if isinstance(error, jobs.WorkerDied):
            reason = gettext("The job was stopped in the middle, several times.")
        kept = gettext("Invoices that came in until then stay. Start it again for the rest.")
        said = reason if arguments["dry"] else f"{reason} {kept}"
        sets.give_up(job=uuid.UUID(arguments["job"]), reason=said)


@jobs.task(name=sets.KIND, lock=sets.KIND, deaths=3, given_up=_set_given_up)
def take_invoices(
    *,
    job: str,
    held: str,
    dry: bool,
    language: str,
    user_id: int | None,
    user_name: str,
    address: str,
) -> None:
    """A long set of invoices, looked through or taken in; one at a time. Who asked had the right
    to when asking."""
    actor = Actor(
        user_id=user_id, realm=Realm.DESK, role=Role.CLERK, name=user_name, address=address
    )
    with translation.override(language):
        sets.queued(actor=actor, job=uuid.UUID(job), public_id=uuid.UUID(held), dry=dry)


@jobs.periodic("* * * * *", name="billing.watch_invoices")
def watch_invoices() -> None:
    """Every minute: the whole files of the watched folder of invoices, if one is named."""
    if settings.INVOICES_FOLDER is None:
        return
    with translation.override(settings.LANGUAGE_CODE):
        invoice_folder.take_from_folder(actor=SYSTEM, path=settings.INVOICES_FOLDER)


@jobs.periodic("50 3 * * *", name="billing.forget_sets")
def forget_sets() -> None:
    """Every night: what became of sets of invoices long ago."""
    sets.forget()
