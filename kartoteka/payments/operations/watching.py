"""Taking in what lies in the watched folder: each file once, and told what became of it."""

import datetime as dt
import hashlib
import logging
import time
from dataclasses import dataclass
from pathlib import Path

from django.db import InterfaceError, OperationalError
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import folder as folders
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import operations as ledger
from kartoteka.payments.models import File, Found
from kartoteka.payments.operations.matching import MatchingRuns
from kartoteka.payments.operations.rights import require
from kartoteka.payments.operations.taking_in import (
    Decided,
    TakenIn,
    readable,
    take_in_and_match,
)

log = logging.getLogger("kartoteka.payments")
_TAKEN, _KNOWN, _REFUSED = Found.State.TAKEN, Found.State.KNOWN, Found.State.REFUSED
_BY_HAND = _("Hand the file in at the desk to answer what is asked.")


@dataclass(frozen=True, slots=True)
class _There:
    """A file where it lies; `seen` is which one was read, None where it was not."""

    folder: folders.Folder
    name: str
    seen: folders.Seen | None = None


def take_from_folder(
    *, actor: Actor, path: Path, settle_on: dt.date | None = None
) -> dict[str, int]:
    """Takes in every whole file of the folder and says how many there were of each state.

    A file is moved to `done` once it has come in or was known by its bytes, else to `refused` with
    the reason beside it, in the active language. What is still being written is left alone. Where
    the program dies between taking in and moving, the next time only moves. Raises OSError where
    the folder cannot be used.
    """
    require(actor, Role.CLERK)
    counts: dict[str, int] = {}
    with folders.opened(path) as folder:
        for name in folder.names():
            try:
                state = _one(actor, folder, name, settle_on)
            except (folders.NotWhole, FileNotFoundError, MatchingRuns):
                continue
            counts[state] = counts.get(state, 0) + 1
    return counts


def _one(actor: Actor, folder: folders.Folder, name: str, settle_on: dt.date | None) -> str:
    try:
        data, seen = folder.read(name, time.time())
    except (folders.NotOrdinary, folders.TooLarge, PermissionError) as fault:
        refused = _row(name, b"", _REFUSED, folders.why(fault), None)
        return _told(actor, _There(folder, name), refused)
    there, digest = _There(folder, name, seen), hashlib.sha256(data).hexdigest()
    if unmoved := Found.objects.filter(sha256=digest, state=_TAKEN, moved_at=None).first():
        _moved(actor, there, unmoved)
        return _TAKEN
    if known := File.objects.filter(sha256=digest).first():
        said = gettext("The file was taken in already on %(day)s as %(name)s.")
        said %= {"day": timezone.localtime(known.taken_at).date().isoformat(), "name": known.name}
        return _told(actor, there, _row(name, data, _KNOWN, said, known.pk))
    try:
        found, taken = _take(actor, data, name)
    except MatchingRuns:
        raise
    except Refusal as refusal:
        said = f"{refusal.sentence()} {_BY_HAND}"
        return _told(actor, there, _row(name, data, _REFUSED, said, None))
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("a file of the watched folder broke")
        return _told(actor, there, _row(name, data, _REFUSED, str(folders.BROKE), None))
    _moved(actor, there, found)
    if settle_on and taken.matched.account_ids:
        try:
            ledger.settle_all(actor=actor, on=settle_on, account_ids=taken.matched.account_ids)
        except Refusal as refusal:  # such as somebody else settling: the next run uses the rest
            log.warning("payments of the watched folder wait to be settled: %s", refusal.code)
    return found.state


def _take(actor: Actor, data: bytes, name: str) -> tuple[Found, TakenIn]:
    """Lines, payments and the note that the file came in are one transaction."""
    file = readable(data, name)
    decided = Decided(
        patient=True, stated=file.creditor_id, read_by=file.read_by, origin=File.Origin.FOLDER
    )
    with acting(actor):
        taken = take_in_and_match(actor, file.parsed, folders.shown(name), data, decided)
        kept = File.objects.filter(sha256=hashlib.sha256(data).hexdigest()).first()
        state = _TAKEN if kept else _KNOWN
        said = "" if kept else gettext("All its lines were known already.")
        found = _row(name, data, state, said, kept.pk if kept else None)
        found.lines = taken.new_lines
        found.save()
    return found, taken


def _row(name: str, data: bytes, state: str, reason: str, file_id: int | None) -> Found:
    return Found(
        name=folders.shown(name),
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        state=state,
        reason=reason,
        file_id=file_id,
    )


def _told(actor: Actor, there: _There, row: Found) -> str:
    with acting(actor):
        row.save()
    _moved(actor, there, row)
    return row.state


def _moved(actor: Actor, there: _There, row: Found) -> None:
    folder = there.folder
    folder.move(
        there.name,
        into=folder.refused if row.state == _REFUSED else folder.done,
        seen=there.seen,
        why=row.reason,
        mark=row.sha256[:8],
    )
    with acting(actor):
        Found.objects.filter(pk=row.pk).update(moved_at=Now())
