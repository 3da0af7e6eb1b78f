"""What parties are for the office: roles, segments, activities, and the dictionaries of these."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q

from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.folding import fold
from kartoteka.kernel.labels import said
from kartoteka.register.models import Activity, Choice, PartyActivity, PartyRole, PartySegment
from kartoteka.register.queries.versions import versioned


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a dictionary in the reader's language."""

    id: int
    list: str
    code: str
    label: str
    labels: dict[str, str]
    colour: str
    is_retired: bool
    version: str = ""


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role that a party has; both days inclusive, None without end."""

    id: int
    role: Entry
    valid_from: dt.date | None
    valid_to: dt.date | None
    version: str

    def is_valid(self, on: dt.date) -> bool:
        """Whether the party has the role on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class Segment:
    """Priority, classification and source of a party, each may be missing."""

    priority: Entry | None = None
    classification: Entry | None = None
    source: Entry | None = None
    version: str = ""


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """A branch of industry in the reader's language."""

    id: int
    scheme: str
    scheme_label: str
    code: str
    name: str
    level: int
    parent_code: str = ""


@dataclass(frozen=True, slots=True)
class PartyActivityLine:
    """An activity of a party."""

    id: int
    activity: ActivityLine
    is_main: bool


def entries(
    *, viewer: Actor, of: str, with_retired: bool = False, keep: Collection[int | None] = ()
) -> list[Entry]:
    """The entries of a dictionary (a Choice.List) in its order, for staff.

    Retired ones are left out but for those whose ids are in `keep`: what a row already has.
    """
    if not viewer.may(Role.CLERK):
        return []
    rows = versioned(Choice.objects.filter(list=of)).order_by("position", "id")
    if not with_retired:
        rows = rows.filter(Q(is_retired=False) | Q(pk__in=[pk for pk in keep if pk]))
    return [entry_of(row) for row in rows]


def entry(*, viewer: Actor, entry_id: int) -> Entry | None:
    """One entry, or None."""
    row = versioned(Choice.objects.filter(pk=entry_id)).first()
    return entry_of(row) if row is not None and viewer.may(Role.CLERK) else None


def roles_of(*, viewer: Actor, party_id: int, on: dt.date | None = None) -> list[RoleLine]:
    """The roles of a party, of a day only those valid on it; the present ones first."""
    if not viewer.may(Role.CLERK):
        return []
    rows = versioned(PartyRole.objects.filter(party_id=party_id).select_related("role"))
    lines = [
        RoleLine(row.pk, entry_of(row.role), row.valid_from, row.valid_to, row.version)
        for row in rows.order_by("role__position", "role_id", "-valid_from")
    ]
    return [line for line in lines if on is None or line.is_valid(on)]


def segment_of(*, viewer: Actor, party_id: int) -> Segment:
    """Priority, classification and source of a party."""
    rows = versioned(PartySegment.objects.filter(party_id=party_id))
    row = rows.select_related("priority", "classification", "source").first()
    if row is None or not viewer.may(Role.CLERK):
        return Segment()
    priority, classification, source = (
        entry_of(one) if one is not None else None
        for one in (row.priority, row.classification, row.source)
    )
    return Segment(priority, classification, source, row.version)


def activities_of(*, viewer: Actor, party_id: int) -> list[PartyActivityLine]:
    """The activities of a party, the main one first."""
    if not viewer.may(Role.CLERK):
        return []
    rows = PartyActivity.objects.filter(party_id=party_id).select_related("activity")
    return [
        PartyActivityLine(row.pk, _activity(row.activity), row.is_main)
        for row in rows.order_by("-is_main", "activity__scheme", "activity__code")
    ]


def find_activities(
    *, viewer: Actor, scheme: str, text: str = "", limit: int = 50
) -> list[ActivityLine]:
    """Activities of a classification by the beginning of the code or by words of the name in any
    language; without text its sections. In the order of codes."""
    if not viewer.may(Role.CLERK):
        return []
    rows = Activity.objects.filter(scheme=scheme).order_by("code")
    words = fold(text).split()
    if not words:
        return [_activity(row) for row in rows.filter(level=1)[:limit]]
    bare = text.strip().upper()
    found = []
    for row in rows:
        names = " ".join(fold(name) for name in row.labels.values())
        if row.code.startswith(bare) or all(word in names for word in words):
            found.append(_activity(row))
    return found[:limit]


def all_activities(*, viewer: Actor) -> list[ActivityLine]:
    """Every activity of every classification, for staff."""
    if not viewer.may(Role.CLERK):
        return []
    return [_activity(row) for row in Activity.objects.order_by("scheme", "code")]


def activity_by_code(*, viewer: Actor, scheme: str, code: str) -> ActivityLine | None:
    """The activity with this code, or None."""
    row = Activity.objects.filter(scheme=scheme, code=code.strip().upper()).first()
    return _activity(row) if row is not None and viewer.may(Role.CLERK) else None


def count_activities(*, viewer: Actor) -> dict[str, int]:
    """How many activities each classification has."""
    del viewer
    counted: dict[str, int] = {}
    for scheme in Activity.objects.values_list("scheme", flat=True):
        counted[scheme] = counted.get(scheme, 0) + 1
    return counted


def words_of(lines: Iterable[Entry]) -> list[tuple[str, str]]:
    """Entries as a form offers them."""
    return [(str(line.id), line.label) for line in lines]


def entry_of(row: Choice) -> Entry:
    """The entry in the reader's language."""
    return Entry(
        id=row.pk,
        list=row.list,
        code=row.code,
        label=said(row.labels),
        labels=row.labels,
        colour=row.colour,
        is_retired=row.is_retired,
        version=getattr(row, "version", ""),
    )


def _activity(row: Activity) -> ActivityLine:
    return ActivityLine(
        id=row.pk,
        scheme=row.scheme,
        scheme_label=str(Activity.Scheme(row.scheme).label),
        code=row.code,
        name=said(row.labels),
        level=row.level,
        parent_code=row.parent_code,
    )
