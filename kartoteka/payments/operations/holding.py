"""Files handed in on screen: kept until the person has seen what they hold and decided."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.access.models import JobProgress
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.payments.models import Held
from kartoteka.payments.operations.rights import require
from kartoteka.payments.operations.taking_in import TakenIn, refuse_empty, take_in
from kartoteka.payments.tables import read

KEPT = dt.timedelta(days=1)


class NotHeld(Refusal):
    code = "payments.not_held"
    message = _("The file is not here any more. Hand it in again.")
    field = "file"


class BeingTakenIn(Refusal):
    code = "payments.being_taken_in"
    message = _("This file is being taken in right now. Wait until that is done.")


def hold(*, actor: Actor, data: bytes, name: str) -> UUID:
    """Keeps a file for a day and returns its name outside. Raises `Unreadable` at once, but not
    for a table of which nobody has said yet what its columns are.

    Files that were handed in earlier and forgotten go away here.
    """
    require(actor, Role.CLERK)
    file = read(data, name)
    if not file.parsed.is_unmapped and not file.read_by:
        refuse_empty(file)
    with acting(actor):
        Held.objects.filter(held_at__lt=Now() - KEPT).exclude(job__in=_unfinished()).delete()
        plain = name.replace("\\", "/").rpartition("/")[2].strip()[:200]
        kept = Held.objects.create(name=plain, data=data, user=actor.user_id)
        kept.refresh_from_db(fields=["public_id"])
        return kept.public_id


def take_in_held(
    *,
    actor: Actor,
    public_id: UUID,
    creditor_id: int | None = None,
    confirmed: frozenset[str] = frozenset(),
    settle_on: dt.date | None = None,
) -> TakenIn:
    """Takes in a file that is held, as `take_in`; it is held no longer. Raises `NotHeld` too."""
    kept = Held.objects.filter(public_id=public_id).first()
    if kept is None:
        raise NotHeld
    taken = take_in(
        actor=actor,
        data=bytes(kept.data),
        name=kept.name,
        creditor_id=creditor_id,
        confirmed=confirmed,
        settle_on=settle_on,
        mapping=kept.mapping,
    )
    let_go(actor=actor, public_id=public_id)
    return taken


def read_as(*, actor: Actor, public_id: UUID, mapping: UUID) -> None:
    """Reads a table that is held by this mapping from now on. Raises `NotHeld`, `BeingTakenIn`."""
    require(actor, Role.CLERK)
    with acting(actor):
        held = Held.objects.select_for_update().filter(public_id=public_id).first()
        if held is None:
            raise NotHeld
        if Held.objects.filter(pk=held.pk, job__in=_unfinished()).exists():
            raise BeingTakenIn
        held.mapping = mapping
        held.save(update_fields=["mapping"])


def let_go(*, actor: Actor, public_id: UUID) -> None:
    """Forgets a file that is held; nothing of it was taken in. Raises `BeingTakenIn`."""
    require(actor, Role.CLERK)
    with acting(actor):
        if Held.objects.filter(public_id=public_id, job__in=_unfinished()).exists():
            raise BeingTakenIn
        Held.objects.filter(public_id=public_id).delete()


def _unfinished() -> Any:
    states = (JobProgress.State.WAITING, JobProgress.State.RUNNING)
    return JobProgress.objects.filter(state__in=states).values("public_id")
