"""What may be asked about imports."""

import csv
import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kartoteka.access import queries as access
from kartoteka.exchange import (
    choosing,
    guessing,
    kinds,
    masking,
    models,
    plans,
    recognising,
    sealing,
)
from kartoteka.exchange.fields import Column, Described, Field, Form, Kind
from kartoteka.exchange.operations.rights import require
from kartoteka.exchange.operations.sources import UnknownSource
from kartoteka.exchange.payments.fields import PAYMENTS
from kartoteka.exchange.reading import reader
from kartoteka.exchange.reading.refusals import ROW_SENTENCES
from kartoteka.kernel.actor import Actor, Role

OUTCOMES: Mapping[str, Promise] = {
    "NEW": _("new"),
    "CHANGED": _("changed"),
    "SAME": _("the same"),
    "CONFLICT": _("conflict"),
    "REJECTED": _("rejected"),
    "NOTE": _("left out"),
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SAMPLES = 3
Value = str | Decimal | dt.date


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A named source; never its address."""

    public_id: uuid.UUID
    name: str
    shown: str


@dataclass(frozen=True, slots=True)
class MappingRow:
    """The latest version of a kept mapping."""

    public_id: uuid.UUID
    name: str
    version: int
    kind_label: str
    needs_file: bool
    source_name: str


@dataclass(frozen=True, slots=True)
class RunRow:
    """An import as a list or a page shows it."""

    public_id: uuid.UUID
    kind: str
    kind_label: str
    origin: str
    table: str
    query: str
    state: str
    state_label: str
    counts: dict[str, int]
    message: str
    job: uuid.UUID | None
    who: str
    created_at: dt.datetime
    finished_at: dt.datetime | None
    plan: dict[str, Any]
    is_from_database: bool

    @property
    def total(self) -> int:
        """How many rows were read."""
        return sum(self.counts.values())

    @property
    def not_taken(self) -> int:
        """How many rows were rejected or are in conflict."""
        return self.counts.get("REJECTED", 0) + self.counts.get("CONFLICT", 0)

    @property
    def to_take(self) -> int:
        """How many rows are new or changed."""
        return self.counts.get("NEW", 0) + self.counts.get("CHANGED", 0)


@dataclass(frozen=True, slots=True)
class ToldRow:
    """A row of a report in words: where it stands, what it is, and why. `changes` holds (field,
    was, becomes), amounts as Decimal and days as dates."""

    number: int
    what: str
    outcome: str
    outcome_label: str
    field: str
    reason: str
    changes: tuple[tuple[str, Value, Value], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A field with the column that is chosen or suggested for it."""

    field: Field
    column: Column | None
    why: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToMap:
    """What the mapping page needs: columns with samples, and fields with suggestions. `system` is
    what to call the program, `systems` are the programs known already."""

    kind: Described
    columns: tuple[tuple[str, tuple[str, ...]], ...]
    places: tuple[Place, ...]
    options: Mapping[str, Any]
    system: str
    systems: tuple[str, ...]
    bad: tuple[tuple[int, str], ...]


def sources(*, viewer: Actor) -> list[SourceRow]:
    """Databases that may be imported from, by name. Raises NotAllowed."""
    require(viewer, Role.ADMINISTRATOR)
    found = models.Source.objects.filter(is_active=True).order_by("name")
    return [SourceRow(row.public_id, row.name, row.shown) for row in found]


@dataclass(frozen=True, slots=True)
class KeptSource:
    """A named source with its address, which stays out of every `repr`."""

    address: str = dataclasses.field(repr=False)
    system: str


def kept_source(*, viewer: Actor, name: str) -> KeptSource:
    """A named source with its address, for the command line. Raises NotAllowed, UnknownSource."""
    require(viewer, Role.SUPERADMINISTRATOR)
    row = models.Source.objects.filter(name=name, is_active=True).first()
    if row is None:
        raise UnknownSource
    return KeptSource(sealing.unseal(row.secret), row.system)


def mappings(*, viewer: Actor) -> list[MappingRow]:
    """Kept mappings, the latest version of each, by name. Raises NotAllowed."""
    require(viewer, Role.ADMINISTRATOR)
    found = (
        models.Mapping.objects.exclude(kind=PAYMENTS.code)
        .select_related("source")
        .order_by("name", "-version")
        .distinct("name")
    )
    return [
        MappingRow(
            public_id=row.public_id,
            name=row.name,
            version=row.version,
            kind_label=str(kinds.kind_of(row.kind).label),
            needs_file=row.source is None,
            source_name=row.source.name if row.source else "",
        )
        for row in found
    ]


def mapping_plan(*, viewer: Actor, name: str) -> tuple[str, dict[str, Any]] | None:
    """Kind and plan of the latest version of a mapping, or None. Raises NotAllowed."""
    require(viewer, Role.ADMINISTRATOR)
    found = models.Mapping.objects.filter(name=name).exclude(kind=PAYMENTS.code)
    row = found.order_by("-version").first()
    return (row.kind, row.plan) if row else None


def runs(*, viewer: Actor, before: int | None = None, limit: int = 50) -> list[RunRow]:
    """Imports, the latest first. Raises NotAllowed."""
    require(viewer, Role.ADMINISTRATOR)
    found = models.Run.objects.select_related("source").order_by("-id")
    if before is not None:
        found = found.filter(id__lt=before)
    rows = list(found[:limit])
    ids = [row.started_by for row in rows if row.started_by]
    names = access.names(viewer=viewer, user_ids=ids)
    return [_run(row, names) for row in rows]


def run(*, viewer: Actor, public_id: uuid.UUID) -> RunRow | None:
    """One import, or None. Raises NotAllowed."""
    require(viewer, Role.ADMINISTRATOR)
    row = models.Run.objects.select_related("source").filter(public_id=public_id).first()
    if row is None:
        return None
    ids = [row.started_by] if row.started_by else []
    return _run(row, access.names(viewer=viewer, user_ids=ids))


def told(
    *, viewer: Actor, public_id: uuid.UUID, outcome: str = "", limit: int = 100
) -> list[ToldRow]:
    """Rows of an import that a person should see, in the order of the file. Raises NotAllowed."""
    require(viewer, Role.ADMINISTRATOR)
    rows = models.RunRow.objects.filter(run__public_id=public_id).select_related("run")
    if outcome:
        rows = rows.filter(outcome=outcome)
    found = list(rows.order_by("number", "id")[:limit])
    kind = kinds.whole(found[0].run.kind) if found else None
    return [_told(row, kind) for row in found if kind is not None]


def not_taken_csv(*, viewer: Actor, public_id: uuid.UUID) -> Iterator[str]:
    """A CSV of rejected rows and conflicts, harmless to a spreadsheet. Raises NotAllowed."""
    require(viewer, Role.ADMINISTRATOR)
    rows = (
        models.RunRow.objects.filter(
            run__public_id=public_id, outcome__in=("REJECTED", "CONFLICT", "NOTE")
        )
        .select_related("run")
        .order_by("number", "id")
    )
    writer = csv.writer(_Echo(), delimiter=";")
    yield "\ufeff" + writer.writerow(
        [str(_("Row")), str(_("Record")), str(_("Outcome")), str(_("Field")), str(_("Reason"))]
    )
    kind: Kind | None = None
    for row in rows.iterator(chunk_size=2000):
        kind = kind or kinds.whole(row.run.kind)
        words = _told(row, kind)
        yield writer.writerow(
            [
                words.number,
                harmless(words.what),
                words.outcome_label,
                *map(harmless, (words.field, words.reason)),
            ]
        )


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


def harmless(cell: str) -> str:
    """The cell so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


@dataclass(frozen=True, slots=True)
class Offered:
    """What a source holds: its kind, its tables, likeliest first, and the one that stands out."""

    kind: str
    tables: tuple[reader.TableFound, ...]
    likely: str


def contents(*, viewer: Actor, public_id: uuid.UUID) -> Offered:
    """Tables and sheets of the source of an import. Raises NotAllowed, Unreadable."""
    require(viewer, Role.ADMINISTRATOR)
    row = models.Run.objects.select_related("source").get(public_id=public_id)
    with plans.where(row) as place:
        found = reader.tables(place)
    ranked, likely = choosing.likeliest(kinds.whole(row.kind), found)
    return Offered(found.kind, tuple(ranked), likely)


def to_map(*, viewer: Actor, public_id: uuid.UUID) -> ToMap:
    """Columns of the chosen table with samples, and what is suggested for each field.

    What was mapped before stands; the rest is suggested. Raises NotAllowed, Unreadable.
    """
    require(viewer, Role.ADMINISTRATOR)
    row = models.Run.objects.select_related("source").get(public_id=public_id)
    kind = kinds.whole(row.kind)
    with plans.where(row) as place:
        seen = reader.sample(
            place, table=row.plan.get("table", ""), query=row.plan.get("query", "")
        )
    system, is_file = row.plan.get("system", ""), row.source is None
    advice = recognising.advise(kind, seen, system, may_rename=is_file)
    return _to_map(kind, seen, plans.columns(row.plan), system, advice)


def _to_map(
    kind: Kind,
    seen: reader.Sample,
    mapped: Mapping[str, Column],
    system: str,
    advice: recognising.Advice,
) -> ToMap:
    columns, places = places_of(kind, seen, mapped, advice.suggested)
    return ToMap(
        kind=kind,
        columns=columns,
        places=places,
        options=seen.options,
        system=system if mapped else advice.system,
        systems=tuple(recognising.systems()),
        bad=told_bad(seen),
    )


def told_bad(seen: reader.Sample) -> tuple[tuple[int, str], ...]:
    """Number and reason of the first rows that cannot be used as they are."""
    return tuple((bad.number, str(ROW_SENTENCES[bad.code]) % bad.facts) for bad in seen.bad[:5])


def places_of(
    kind: Described,
    seen: reader.Sample,
    mapped: Mapping[str, Column],
    suggested: Mapping[str, guessing.Suggestion],
) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], tuple[Place, ...]]:
    """The columns with examples, and each field with the column mapped or suggested for it."""
    samples = {
        name: tuple(masking.text(cell) for cell in (row[place] for row in seen.rows) if cell)[
            :_SAMPLES
        ]
        for place, name in enumerate(seen.columns)
    }
    places = []
    for field in kind.fields:
        found = suggested.get(field.name) if not mapped else None
        column = mapped.get(field.name) or (found.column if found else None)
        if column is not None and column.name not in samples:
            column = None
        places.append(
            Place(
                field=field,
                column=column,
                why=found.why if found else "",
                samples=samples[column.name] if column else (),
            )
        )
    return tuple(samples.items()), tuple(places)


def sentence(kind: str, code: str, facts: Mapping[str, Any]) -> str:
    """Why a row was not taken, or what was left out of it, in the active language."""
    if code.startswith("row."):
        found: str | Promise = ROW_SENTENCES[code.removeprefix("row.")]
    else:
        found = kinds.kind_of(kind).sentences.get(code, code)
    return str(found) % facts


def shown_changes(kind: Kind, changes: Mapping[str, Any]) -> dict[str, list[str]]:
    """What was and what becomes of each changed field, in words, sensitive values masked."""
    shows = {field.name: field.shows for field in kind.fields if field.shows}
    return {
        name: [shows[name](value or "") if name in shows else _shown(name, value) for value in pair]
        for name, pair in changes.items()
    }


def _told(row: models.RunRow, kind: Kind) -> ToldRow:
    labels = {field.name: str(field.label) for field in kind.fields}
    forms = {field.name: field.form for field in kind.fields}
    shows = {field.name: field.shows for field in kind.fields if field.shows}
    changes: Sequence[tuple[str, Value, Value]] = ()
    reason = ""
    if row.outcome == "CHANGED":
        changes = [
            (
                labels.get(name, name),
                *(
                    shows[name](value or "")
                    if name in shows
                    else _typed(name, forms.get(name), value)
                    for value in pair
                ),
            )
            for name, pair in row.facts.items()
        ]
    else:
        reason = sentence(kind.code, row.code, row.facts)
    return ToldRow(
        number=row.number,
        what=row.what,
        outcome=row.outcome,
        outcome_label=str(OUTCOMES[row.outcome]),
        field=labels.get(row.field, row.field),
        reason=reason,
        changes=tuple(changes),
    )


def _typed(name: str, form: Form | None, value: str | None) -> Value:
    if not value:
        return ""
    if form is Form.AMOUNT:
        return Decimal(value)
    return dt.date.fromisoformat(value) if form is Form.DATE else _shown(name, value)


def _shown(name: str, value: str | None) -> str:
    if not value:
        return "—"
    return masking.value(name, value)


def _run(row: models.Run, names: Mapping[int, str]) -> RunRow:
    return RunRow(
        public_id=row.public_id,
        kind=row.kind,
        kind_label=str(kinds.kind_of(row.kind).label),
        origin=row.source.name if row.source else row.file_name,
        table=row.plan.get("table", ""),
        query=row.plan.get("query", ""),
        state=row.state,
        state_label=str(row.get_state_display()),
        counts=row.counts,
        message=row.message,
        job=row.job,
        who=names.get(row.started_by, "") if row.started_by else "",
        created_at=row.created_at,
        finished_at=row.finished_at,
        plan=row.plan,
        is_from_database=row.source is not None,
    )
