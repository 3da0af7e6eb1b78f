"""What was told: informations with their rows, files and events."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from kartoteka.kernel.actor import Actor, Role
from kartoteka.tax.models import Event, Information, InformationRow, Kind, Written
from kartoteka.tax.queries.naming import names_of


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file made of an information."""

    kind: str
    sha256: str
    written_at: dt.datetime
    by: str
    form: str


@dataclass(frozen=True, slots=True)
class EventRow:
    """What became of an information."""

    kind: str
    kind_name: str
    on: dt.date
    number: str
    note: str
    recorded_at: dt.datetime
    by: str
    has_file: bool


@dataclass(frozen=True, slots=True)
class InformationView:
    """An information as it was issued, with its rows (kind, day, title, amount), files, events."""

    public_id: UUID
    taxpayer_id: int
    sequence: int
    form: str
    year: int
    reason: str
    issued_on: dt.date
    total: Decimal
    facts: dict[str, Any]
    recorded_at: dt.datetime
    by: str
    is_newest: bool
    rows: tuple[tuple[str, dt.date, str, Decimal], ...]
    files: tuple[FileRow, ...]
    events: tuple[EventRow, ...]

    @property
    def has_xml(self) -> bool:
        """Whether its e-Declaration is written."""
        return any(file.kind == Written.Kind.XML for file in self.files)


def informations(*, viewer: Actor, taxpayer_id: int) -> list[InformationView]:
    """All informations about a taxpayer, the newest first."""
    if not viewer.may(Role.CLERK):
        return []
    found = Information.objects.filter(taxpayer_id=taxpayer_id).order_by("-sequence")
    return _views(list(found.select_related("taxpayer")))


def information(*, viewer: Actor, public_id: UUID) -> InformationView | None:
    """One information."""
    if not viewer.may(Role.CLERK):
        return None
    found = Information.objects.filter(public_id=public_id).select_related("taxpayer")
    return next(iter(_views(list(found))), None)


def _views(told: Sequence[Information]) -> list[InformationView]:
    """With rows, files and events in one question each."""
    ids = [one.pk for one in told]
    rows: dict[int, list[tuple[str, dt.date, str, Decimal]]] = {}
    for line in InformationRow.objects.filter(information__in=ids).order_by("on", "item_id"):
        words = str(Kind(line.kind).label)
        rows.setdefault(line.information_id, []).append((words, line.on, line.title, line.amount))
    kept = Written.objects.filter(information__in=ids).select_related("content", "schema")
    files = list(kept.order_by("-pk"))
    events = list(Event.objects.filter(information__in=ids).order_by("-on", "-pk"))
    newer = set(Information.objects.filter(corrects__in=ids).values_list("corrects_id", flat=True))
    names = names_of(
        {one.actor for one in told}
        | {file.actor for file in files}
        | {event.actor for event in events}
    )
    return [
        InformationView(
            public_id=one.public_id,
            taxpayer_id=one.taxpayer_id,
            sequence=one.sequence,
            form=one.form,
            year=one.taxpayer.year,
            reason=one.reason,
            issued_on=one.issued_on,
            total=one.total,
            facts=one.facts,
            recorded_at=one.recorded_at,
            by=names.get(one.actor, ""),
            is_newest=one.pk not in newer,
            rows=tuple(rows.get(one.pk, [])),
            files=tuple(_file(f, names) for f in files if f.information_id == one.pk),
            events=tuple(_event(e, names) for e in events if e.information_id == one.pk),
        )
        for one in told
    ]


def _file(row: Written, names: Mapping[int | None, str]) -> FileRow:
    form = row.schema.version or row.schema.name if row.schema else ""
    by = names.get(row.actor, "")
    return FileRow(row.kind, row.content.sha256, row.recorded_at, by, form)


def _event(row: Event, names: Mapping[int | None, str]) -> EventRow:
    return EventRow(
        kind=row.kind,
        kind_name=str(Event.Kind(row.kind).label),
        on=row.on,
        number=row.number,
        note=row.note,
        recorded_at=row.recorded_at,
        by=names.get(row.actor, ""),
        has_file=row.content_id is not None,
    )
