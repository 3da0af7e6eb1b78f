"""Invoices handed in on screen: kept until the person has seen what they are and decided."""

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from uuid import UUID

from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.billing.models import Held
from kartoteka.billing.operations.ksef import (
    SetUnreadable,
    TakenInvoices,
    preview_invoices,
    take_in_invoices,
)
from kartoteka.formats.ksef import File
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger.operations import NotAllowed

KEPT = dt.timedelta(days=1)
LARGEST = 100 * 1024 * 1024


class SetNotHeld(Refusal):
    code = "billing.set_not_held"
    message = _("The files are not here any more. Hand them in again.")
    field = "invoices"


def hold(*, actor: Actor, files: Sequence[File]) -> UUID:
    """Keeps files for a day and returns their name outside. Raises SetUnreadable.

    Those that were handed in earlier and forgotten go away here.
    """
    _require(actor)
    if not files or sum(len(file.data) for file in files) > LARGEST:
        raise SetUnreadable(reason=_("They are larger than 100 MB together, or there is none."))
    data, name = _packed(files)
    with acting(actor):
        Held.objects.filter(held_at__lt=Now() - KEPT).delete()
        kept = Held.objects.create(name=name[:250], data=data, user=actor.user_id)
        kept.refresh_from_db(fields=["public_id"])
        return kept.public_id


def preview_held(*, viewer: Actor, public_id: UUID) -> tuple[str, TakenInvoices]:
    """The name of a held set, and what taking it in would do. Raises SetNotHeld, SetUnreadable."""
    _require(viewer)
    kept = _kept(public_id)
    return kept.name, preview_invoices(viewer=viewer, files=_files(kept))


def take_in_held(*, actor: Actor, public_id: UUID) -> TakenInvoices:
    """Takes in a held set, which is held no longer. Raises SetNotHeld, SetUnreadable."""
    _require(actor)
    with acting(actor):
        kept = _kept(public_id)
        taken = take_in_invoices(actor=actor, files=_files(kept))
        kept.delete()
    return taken


def let_go(*, actor: Actor, public_id: UUID) -> None:
    """Forgets a held set; nothing of it was taken in."""
    _require(actor)
    with acting(actor):
        Held.objects.filter(public_id=public_id).delete()


def _require(actor: Actor) -> None:
    if not actor.may(Role.CLERK):
        raise NotAllowed


def _kept(public_id: UUID) -> Held:
    kept = Held.objects.filter(public_id=public_id).first()
    if kept is None:
        raise SetNotHeld
    return kept


def _files(kept: Held) -> list[File]:
    return [File(_plain(kept.name), bytes(kept.data))]


def _packed(files: Sequence[File]) -> tuple[bytes, str]:
    """One file as it is; several as one archive of ours."""
    if len(files) == 1:
        return files[0].data, _plain(files[0].name)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, file in enumerate(files, 1):
            archive.writestr(f"{place}/{_plain(file.name)}", file.data)
    return out.getvalue(), str(_("%(count)s files")) % {"count": len(files)}


def _plain(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2].strip()[:200] or "file"
