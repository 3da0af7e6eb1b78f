"""Contents go from one store to another while the program runs, and are proved by their hash."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kartoteka.documents import rules, stores
from kartoteka.documents.models import Content
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal

BATCH = 500


class NotForYou(Refusal):
    code = "documents.move_not_allowed"
    message = _("Only a superadministrator may move or check all contents.")


@dataclass(frozen=True, slots=True)
class Fault:
    """A content whose bytes are `lost` (not in its store) or `changed` (another hash)."""

    content_id: int
    name: str
    store: str
    what: Literal["lost", "changed"]


@dataclass(frozen=True, slots=True)
class Moved:
    """How many contents went over, and those that could not because their bytes are not right."""

    count: int
    faults: tuple[Fault, ...]


def move_contents(
    *, actor: Actor, to: str, tell: Callable[[int, int], None] = lambda _done, _total: None
) -> Moved:
    """Bring every content into the store `to`, one after the other; `tell(done, total)` each time.

    Each is copied, read back and compared with its hash; only then its row points there, and only
    then the old bytes go. Stopped at any moment it can be run again. Superadministrators only.
    """
    if not actor.may(Role.SUPERADMINISTRATOR):
        raise NotForYou
    total, done, faults = Content.objects.exclude(store=to).count(), 0, []
    for row in _rows(Content.objects.exclude(store=to)):
        fault = _moved(actor, row, to)
        if fault is not None:
            faults.append(fault)
        else:
            done += 1
        tell(done + len(faults), total)
    return Moved(done, tuple(faults))


def _moved(actor: Actor, row: Content, to: str) -> Fault | None:
    place, old = rules.place_of(row.sha256), row.store
    data = stores.get(old, place)
    if fault := _fault(row, data):
        return fault
    stores.put(to, place, data or b"")
    if _fault(row, stores.get(to, place)):
        stores.named(to).delete(place)
        stores.put(to, place, data or b"")
        if fault := _fault(row, stores.get(to, place)):
            stores.named(to).delete(place)
            return fault
    with acting(actor):
        Content.objects.filter(pk=row.pk, store=old).update(store=to)
    stores.named(old).delete(place)
    return None


def verify_contents(
    *, actor: Actor, tell: Callable[[int, int], None] = lambda _done, _total: None
) -> tuple[Fault, ...]:
    """Read every content and compare it with its hash. Superadministrators only."""
    if not actor.may(Role.SUPERADMINISTRATOR):
        raise NotForYou
    total, faults = Content.objects.count(), []
    for done, row in enumerate(_rows(Content.objects.all()), 1):
        if fault := _fault(row, stores.get(row.store, rules.place_of(row.sha256))):
            faults.append(fault)
        tell(done, total)
    return tuple(faults)


def _fault(row: Content, data: bytes | None) -> Fault | None:
    if data is not None and hashlib.sha256(data).hexdigest() == row.sha256:
        return None
    return Fault(row.pk, row.name, row.store, "lost" if data is None else "changed")


def _rows(wanted: QuerySet[Content]) -> Iterator[Content]:
    """The contents by id, a batch at a time: neither memory nor a cursor holds them all."""
    last = 0
    while batch := list(wanted.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield from batch
        last = batch[-1].pk
