"""Invoices of KSeF that lie in a watched folder: taken in, moved, and told what became of each."""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import InterfaceError, OperationalError
from django.db.models.functions import Now

from kartoteka.billing.models import InvoiceSet, SetLine
from kartoteka.billing.operations import ksef, sets
from kartoteka.formats.ksef import File
from kartoteka.formats.ksef.packing import MOST_FILES
from kartoteka.kernel import folder as folders
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger.operations import AccountBusy

log = logging.getLogger("kartoteka.billing")
_STATE, _ORIGIN = InvoiceSet.State, InvoiceSet.Origin
_MOST_TOLD = 200


@dataclass(frozen=True, slots=True)
class _There:
    """A file where it lies, with its bytes and which one was read."""

    name: str
    data: bytes
    seen: folders.Seen

    @property
    def is_archive(self) -> bool:
        return self.data.startswith(b"PK\x03\x04")


def take_from_folder(*, actor: Actor, path: Path) -> dict[str, int]:
    """Takes in the whole files of the folder and says how many were moved where.

    An archive is a set of its own; what else lies there is one set, so that receipts and lists
    tell the numbers of the invoices beside them. A file is moved to `done` once it or something of
    it has come in, was known or only told numbers, else to `refused`; the reasons are written
    beside it in the active language. What is still being written is left alone. Where the program
    dies in the middle, the next time goes on. Raises OSError where the folder cannot be used.
    """
    sets.require(actor)
    counts = {folders.DONE: 0, folders.REFUSED: 0}
    with folders.opened(path) as folder:
        for found in _together(actor, folder, counts):
            try:
                _take(actor, folder, found, counts)
            except AccountBusy:
                continue
            except Refusal as refusal:
                _refuse(actor, folder, found, counts, refusal.sentence())
            except (OperationalError, InterfaceError):
                raise
            except Exception:
                log.exception("invoices of the watched folder broke")
                _refuse(actor, folder, found, counts, str(folders.BROKE))
    return counts


def _together(
    actor: Actor, folder: folders.Folder, counts: dict[str, int]
) -> Iterator[list[_There]]:
    """The files that make a set: each archive, then all others, as many as a set may have."""
    loose: list[_There] = []
    size = 0
    for name in folder.names():
        try:
            data, seen = folder.read(name, time.time())
        except (folders.NotWhole, FileNotFoundError):
            continue
        except (folders.NotOrdinary, folders.TooLarge, PermissionError) as fault:
            _refuse(actor, folder, [_There(name, b"", (0, 0, 0, 0))], counts, folders.why(fault))
            continue
        there = _There(name, data, seen)
        if there.is_archive:
            yield [there]
        elif len(loose) < MOST_FILES and size + len(data) <= sets.LARGEST:
            loose.append(there)
            size += len(data)
    if loose:
        yield loose


def _take(
    actor: Actor, folder: folders.Folder, found: list[_There], counts: dict[str, int]
) -> None:
    files = [File(folders.shown(one.name), one.data) for one in found]
    with acting(actor):
        kept = sets.keep(actor, files, origin=_ORIGIN.FOLDER)
        begun = InvoiceSet.objects.filter(
            sha256=kept.sha256, origin=_ORIGIN.FOLDER, moved_at=None
        ).exclude(pk=kept.pk)
        if (earlier := begun.exclude(state=_STATE.REFUSED).first()) is not None:
            kept.delete()
            kept = earlier
    if kept.state != _STATE.TAKEN:
        sets.carry_out(actor, kept, dry=False)
    _move(actor, folder, found, kept, counts)


def _move(
    actor: Actor,
    folder: folders.Folder,
    found: list[_There],
    kept: InvoiceSet,
    counts: dict[str, int],
) -> None:
    """A file that was alone by how its invoices ended, of several each by its own line."""
    lines = list(SetLine.objects.filter(of=kept).order_by("place"))
    by_place = {line.place: line for line in lines}
    for place, there in enumerate(found):
        if there.is_archive:
            faults = [line for line in lines if line.outcome == "REFUSED"]
            is_refused = bool(faults) and len(faults) == len(lines)
            why = "\n".join(_said(line) for line in faults[:_MOST_TOLD])
        else:
            line = by_place.get(place)
            is_refused = line is not None and line.outcome == "REFUSED"
            why = _said(line) if line is not None and is_refused else ""
        _put(folder, there, kept.sha256, why, is_refused=is_refused)
        counts[folders.REFUSED if is_refused else folders.DONE] += 1
    with acting(actor):
        InvoiceSet.objects.filter(pk=kept.pk).update(moved_at=Now())


def _said(line: SetLine) -> str:
    return f"{line.file}: {ksef.sentence(line.code, line.facts)}"


def _refuse(
    actor: Actor,
    folder: folders.Folder,
    found: list[_There],
    counts: dict[str, int],
    reason: str,
) -> None:
    with acting(actor):
        kept = InvoiceSet.objects.create(
            name=_named(found),
            size=sum(len(one.data) for one in found),
            files=len(found),
            data=b"",
            origin=_ORIGIN.FOLDER,
            state=_STATE.REFUSED,
            reason=reason,
            user=actor.user_id,
        )
    for there in found:
        _put(folder, there, "", reason, is_refused=True)
        counts[folders.REFUSED] += 1
    with acting(actor):
        InvoiceSet.objects.filter(pk=kept.pk).update(moved_at=Now())


def _named(found: list[_There]) -> str:
    if len(found) == 1:
        return folders.shown(found[0].name)
    return sets.named(len(found))


def _put(folder: folders.Folder, there: _There, mark: str, why: str, *, is_refused: bool) -> None:
    """Moved, unless it is another file by now: that one is still to be taken."""
    try:
        folder.move(
            there.name,
            into=folder.refused if is_refused else folder.done,
            seen=there.seen if there.seen[1] else None,
            why=why,
            mark=mark[:8],
        )
    except (folders.NotWhole, FileNotFoundError):
        return
