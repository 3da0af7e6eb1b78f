"""One stream of everything about a party: each room declares its rows, nobody knows them all.

`config/wiring.py` fills SOURCES. A source answers at most `limit` events before a place, newest
first, from an index of its own: the stream merges what all of them answer, so a page costs as much
however long the history is.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kartoteka.access.models import User
from kartoteka.kernel.actor import Actor, Role

_MOST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Kind:
    """What sort of events: the key of the filter, its words, the icon of its rows."""

    key: str
    label: str | Promise
    icon: str


CHANGES = Kind("changes", _("Changes"), "pencil")
CONTACTS = Kind("contacts", _("Letters and e-mails"), "mail")
DOCUMENTS = Kind("documents", _("Documents"), "file-text")
PAYMENTS = Kind("payments", _("Payments"), "banknote")
SETTLEMENTS = Kind("settlements", pgettext_lazy("acts", "Settlements"), "scale")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `id` is the source's own, the larger the later of one moment.

    `at` is a moment, or midnight of a day where only the day is known (`is_day`). `who` is a name
    or the id of a user, None where nobody is told. `about` names what it is, for screens that have
    a page for it: a word of the source and the key of that page.
    """

    at: dt.datetime
    id: int
    what: str
    details: str = ""
    who: str | int | None = None
    amount: Decimal | None = None
    currency: str = ""
    is_day: bool = False
    about: tuple[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """The place before which a source is asked: (at, id) of its events must be smaller."""

    at: dt.datetime
    id: int

    @property
    def day(self) -> tuple[dt.date, int]:
        """The same for events that have only a day: (day, id) must be smaller."""
        local = timezone.localtime(self.at)
        is_midnight = local.time() == dt.time.min
        return local.date(), self.id if is_midnight else _MOST


class Read(Protocol):
    """At most `limit` events of a party before a place, newest first, equal moments by id."""

    def __call__(
        self, *, viewer: Actor, party_id: int, before: Before, limit: int
    ) -> Iterable[Event]: ...


@dataclass(frozen=True, slots=True)
class Source:
    """Where events come from; `key` is unique and decides the order of equal moments."""

    key: str
    kind: Kind
    read: Read


SOURCES: list[Source] = []


@dataclass(frozen=True, slots=True)
class Row:
    """An event as the stream shows it."""

    kind: Kind
    event: Event
    who: str


@dataclass(frozen=True, slots=True)
class Stream:
    """A page of the stream; `older` is the mark that leads on, "" at its end."""

    rows: tuple[Row, ...]
    older: str


def kinds() -> list[Kind]:
    """The kinds of all sources, each once, in the order in which they were declared."""
    return list({source.kind.key: source.kind for source in SOURCES}.values())


def timeline(
    *,
    viewer: Actor,
    party_id: int,
    only: Collection[str] = (),
    older_than: str = "",
    limit: int = 40,
) -> Stream:
    """What happened with a party, newest first; staff only.

    `only` are keys of kinds (none: all). `older_than` is a mark that an earlier page gave; one that
    fits nothing begins anew. Every event stands on exactly one page.
    """
    if not viewer.may(Role.CLERK):
        return Stream((), "")
    place = _read_mark(older_than)
    found: list[tuple[tuple[dt.datetime, str, int], Source, Event]] = []
    for source in SOURCES:
        if only and source.kind.key not in only:
            continue
        before = _before(source.key, place)
        events = source.read(viewer=viewer, party_id=party_id, before=before, limit=limit + 1)
        found += [((event.at, source.key, event.id), source, event) for event in events]
    found.sort(key=lambda one: one[0], reverse=True)
    page = found[:limit]
    names = _names({event.who for _key, _source, event in page if isinstance(event.who, int)})
    return Stream(
        rows=tuple(Row(source.kind, event, _who(event, names)) for _key, source, event in page),
        older=_mark(page[-1][0]) if len(found) > limit else "",
    )


def day_event(day: dt.date, event: Event) -> Event:
    """The event, known only by its day."""
    at = timezone.make_aware(dt.datetime.combine(day, dt.time.min))
    return replace(event, at=at, is_day=True)


def _before(key: str, place: tuple[dt.datetime, str, int] | None) -> Before:
    """The place of the whole stream as one source has it."""
    if place is None:
        return Before(dt.datetime(9999, 1, 1, tzinfo=dt.UTC), _MOST)
    at, last, event_id = place
    if key == last:
        return Before(at, event_id)
    return Before(at, _MOST if key < last else -1)


def _who(event: Event, names: dict[int, str]) -> str:
    if isinstance(event.who, int):
        return names.get(event.who, f"#{event.who}")
    return event.who or ""


def _names(ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    users = User.everyone.filter(pk__in=ids).values_list("pk", "name", "login")
    return {pk: name or login for pk, name, login in users}


def _mark(place: tuple[dt.datetime, str, int]) -> str:
    at, key, event_id = place
    return f"{at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%f}~{key}~{event_id}"


def _read_mark(mark: str) -> tuple[dt.datetime, str, int] | None:
    moment, _sign, rest = mark.partition("~")
    key, _sign, event_id = rest.partition("~")
    try:
        at = dt.datetime.strptime(moment, "%Y-%m-%dT%H:%M:%S.%f").replace(tzinfo=dt.UTC)
        place = int(event_id[:19])
    except ValueError:
        return None
    return (at, key, place) if abs(place) <= _MOST else None
