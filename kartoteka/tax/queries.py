"""What may be asked of tax information. Staff see it; PESEL is masked for everybody."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q

from kartoteka.access.models import User
from kartoteka.formats.edeclaration import Place
from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.folding import fold
from kartoteka.register.models import Party
from kartoteka.tax import installed, rules
from kartoteka.tax.models import (
    Area,
    Event,
    FormYear,
    Information,
    InformationRow,
    Item,
    Kind,
    Mapping,
    Office,
    Schema,
    State,
    Taxpayer,
    Written,
)

_HERE = "kartoteka.tax"
MOST_AREAS = 500


@dataclass(frozen=True, slots=True)
class WorksheetRow:
    """A taxpayer of a year: sums in złoty, what is missing (codes of rules.MISSING), `state` (codes
    of rules.STATES), the newest information and what became of it. Identifiers are masked."""

    id: int
    year: int
    payer_id: int
    party_id: int
    payer: str
    payer_nip: str | None
    name: str
    number: str
    kind: str
    first_name: str
    last_name: str
    birth_date: dt.date | None
    nip: str | None
    pesel: str | None
    address: dict[str, Any] | None
    office: str | None
    province: str
    county: str
    commune: str
    rows: int
    forgiven: Decimal
    gift: Decimal
    prize: Decimal
    other: Decimal
    total: Decimal
    undecided: int
    missing: tuple[str, ...]
    state: str
    information_id: int | None
    issued_on: dt.date | None
    told: Decimal | None
    sent_on: dt.date | None
    given_on: dt.date | None

    @property
    def address_lines(self) -> list[str]:
        """The residence in lines, none where there is no address."""
        return rules.address_lines(self.address or {})

    @property
    def sums(self) -> list[tuple[str, Decimal]]:
        """The amounts that are not zero, each with its words."""
        found = [(kind, getattr(self, kind.value.lower())) for kind in Kind]
        return [(str(kind.label), amount) for kind, amount in found if amount]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A source row. `entry_id` leads to the ledger where it came from there."""

    id: int
    taxpayer_id: int
    kind: str
    kind_name: str
    on: dt.date
    title: str
    amount: Decimal
    currency: str
    pln: Decimal | None
    state: str
    state_name: str
    exclusion: str
    exclusion_name: str
    note: str
    entry_id: int | None
    source: str


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


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """A tax office and how many areas name it."""

    code: str
    name: str
    areas: int


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area: whose residents belong to the office."""

    id: int
    office: str
    office_name: str
    city: str
    postal_code: str
    province: str
    county: str
    commune: str


@dataclass(frozen=True, slots=True)
class FormRow:
    """An installed form: the years that are told on it, how many places are said."""

    id: int
    name: str
    namespace: str
    code: str
    version: str
    sha256: str
    installed_at: dt.datetime
    by: str
    years: tuple[int, ...]
    mapped: int
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place of a form with what is said of it; `suggested` is meant by its name alone."""

    place: Place
    value: str
    text: str
    suggested: str


def worksheet_rows(*, viewer: Actor, ids: Sequence[int]) -> list[WorksheetRow]:
    """These taxpayers, by id; of unknown ones nothing. Nothing for anybody but staff."""
    if not viewer.may(Role.CLERK):
        return []
    return _worksheet("w.id = ANY (%(ids)s)", {"ids": list(ids)})


def taxpayer(*, viewer: Actor, taxpayer_id: int) -> WorksheetRow | None:
    """One taxpayer of a year."""
    return next(iter(worksheet_rows(viewer=viewer, ids=[taxpayer_id])), None)


def of_party(*, viewer: Actor, party_id: int) -> list[WorksheetRow]:
    """All years of a customer, the newest first."""
    if not viewer.may(Role.CLERK):
        return []
    found = _worksheet("w.party_id = %(party)s", {"party": party_id})
    return sorted(found, key=lambda row: (-row.year, row.id))


def items(*, viewer: Actor, taxpayer_id: int) -> list[ItemRow]:
    """The source rows behind a taxpayer's figures, in the order of their days."""
    if not viewer.may(Role.CLERK):
        return []
    rows = Item.objects.filter(taxpayer_id=taxpayer_id).order_by("on", "pk")
    return [_item(row) for row in rows]


def item(*, viewer: Actor, item_id: int) -> ItemRow | None:
    """One source row."""
    if not viewer.may(Role.CLERK):
        return None
    row = Item.objects.filter(pk=item_id).first()
    return _item(row) if row is not None else None


def residence_by_hand(*, viewer: Actor, taxpayer_id: int) -> dict[str, str]:
    """What was said of the residence by hand: office, province, county, commune."""
    if not viewer.may(Role.CLERK):
        return {}
    row = Taxpayer.objects.get(pk=taxpayer_id)
    return {
        "office": row.office_id or "",
        "province": row.province,
        "county": row.county,
        "commune": row.commune,
    }


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


def offices(*, viewer: Actor) -> list[OfficeRow]:
    """The dictionary of tax offices, by code."""
    if not viewer.may(Role.CLERK):
        return []
    rows = Office.objects.annotate(count=Count("areas")).order_by("code")
    return [OfficeRow(row.code, row.name, row.count) for row in rows]


def areas(*, viewer: Actor, text: str = "") -> list[AreaRow]:
    """Areas by town and postal code, at most 500, those that begin with `text` if given."""
    if not viewer.may(Role.CLERK):
        return []
    rows = Area.objects.select_related("office").order_by("city_key", "postal_code", "pk")
    if text.strip():
        rows = rows.filter(
            Q(city_key__startswith=fold(text))
            | Q(postal_code__startswith=text.strip())
            | Q(office_id=text.strip())
        )
    return [
        AreaRow(
            row.pk,
            row.office_id,
            row.office.name,
            row.city,
            row.postal_code,
            row.province,
            row.county,
            row.commune,
        )
        for row in rows[:MOST_AREAS]
    ]


def forms(*, viewer: Actor) -> list[FormRow]:
    """The installed forms, the newest first."""
    if not viewer.may(Role.CLERK):
        return []
    rows = list(
        Schema.objects.annotate(mapped=Count("mappings"))
        .prefetch_related("files", "formyear_set")
        .order_by("-installed_at", "-pk")
    )
    names = _names({row.actor for row in rows})
    return [
        FormRow(
            id=row.pk,
            name=row.name,
            namespace=row.namespace,
            code=row.code,
            version=row.version,
            sha256=row.sha256,
            installed_at=row.installed_at,
            by=names.get(row.actor, ""),
            years=tuple(sorted(one.year for one in row.formyear_set.all())),
            mapped=row.mapped,
            files=tuple(one.name for one in sorted(row.files.all(), key=lambda one: one.place)),
        )
        for row in rows
    ]


def form(*, viewer: Actor, schema_id: int) -> FormRow | None:
    """One installed form."""
    return next((row for row in forms(viewer=viewer) if row.id == schema_id), None)


def form_of_year(*, viewer: Actor, year: int) -> FormRow | None:
    """The form that the office has chosen for a year."""
    chosen = FormYear.objects.filter(year=year).values_list("schema_id", flat=True).first()
    return form(viewer=viewer, schema_id=chosen) if chosen is not None else None


def places(*, viewer: Actor, schema_id: int) -> list[PlaceRow]:
    """Every place of a form in its order, with what is said of it. Raises NoSuchForm."""
    if not viewer.may(Role.CLERK):
        return []
    said = {row.path: row for row in Mapping.objects.filter(schema_id=schema_id)}
    found = []
    for path, place in installed.form(schema_id).places.items():
        known = said.get(path)
        found.append(
            PlaceRow(
                place,
                known.value if known else "",
                known.text if known else "",
                rules.suggested(place) if place.is_open else "",
            )
        )
    return found


def waiting(*, viewer: Actor, year: int) -> tuple[int, int]:
    """Of income of `year`: how many wait to be told to the tax office, and to the customer."""
    if not viewer.may(Role.CLERK):
        return 0, 0
    found = sql.row(_HERE, "waiting", {"year": year})
    return (int(found[0]), int(found[1])) if found is not None else (0, 0)


def payers(*, viewer: Actor) -> list[tuple[int, str]]:
    """The creditors of the office in Poland, who owe tax information: id and name, by name."""
    if not viewer.may(Role.CLERK):
        return []
    rows = Party.objects.filter(creditor__isnull=False, country="PL").order_by("sort_pl", "pk")
    return list(rows.values_list("pk", "name"))


def years(*, viewer: Actor) -> list[int]:
    """The years that have taxpayers, the newest first."""
    if not viewer.may(Role.CLERK):
        return []
    rows = Taxpayer.objects.order_by("-year").values_list("year", flat=True).distinct()
    return [int(year) for year in rows]


_COLUMNS = tuple(WorksheetRow.__dataclass_fields__)


def _worksheet(condition: str, values: dict[str, Any]) -> list[WorksheetRow]:
    listed = ", ".join(f"w.{name}" for name in _COLUMNS)
    statement = f"SELECT {listed} FROM tax_worksheet() w WHERE {condition} ORDER BY w.id"  # noqa: S608  (own words only)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    found = []
    for row in rows:
        said = dict(zip(_COLUMNS, row, strict=True))
        said["missing"] = tuple(said["missing"])
        said["address"] = json.loads(said["address"]) if said["address"] else None
        found.append(WorksheetRow(**said))
    return found


def _item(row: Item) -> ItemRow:
    return ItemRow(
        id=row.pk,
        taxpayer_id=row.taxpayer_id,
        kind=row.kind,
        kind_name=str(Kind(row.kind).label),
        on=row.on,
        title=row.title,
        amount=row.amount,
        currency=row.currency,
        pln=row.pln,
        state=row.state,
        state_name=str(State(row.state).label),
        exclusion=row.exclusion,
        exclusion_name=row.get_exclusion_display() if row.exclusion else "",
        note=row.note,
        entry_id=row.entry_id,
        source=row.source,
    )


def _views(told: list[Information]) -> list[InformationView]:
    """With rows, files and events in one question each."""
    ids = [one.pk for one in told]
    rows: dict[int, list[tuple[str, dt.date, str, Decimal]]] = {}
    for line in InformationRow.objects.filter(information__in=ids).order_by("on", "item_id"):
        words = str(Kind(line.kind).label)
        rows.setdefault(line.information_id, []).append((words, line.on, line.title, line.amount))
    files = list(
        Written.objects.filter(information__in=ids)
        .select_related("content", "schema")
        .order_by("-pk")
    )
    events = list(Event.objects.filter(information__in=ids).order_by("-on", "-pk"))
    newer = set(Information.objects.filter(corrects__in=ids).values_list("corrects_id", flat=True))
    names = _names(
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
            files=tuple(
                FileRow(
                    file.kind,
                    file.content.sha256,
                    file.recorded_at,
                    names.get(file.actor, ""),
                    file.schema.version or file.schema.name if file.schema else "",
                )
                for file in files
                if file.information_id == one.pk
            ),
            events=tuple(
                EventRow(
                    event.kind,
                    str(Event.Kind(event.kind).label),
                    event.on,
                    event.number,
                    event.note,
                    event.recorded_at,
                    names.get(event.actor, ""),
                    event.content_id is not None,
                )
                for event in events
                if event.information_id == one.pk
            ),
        )
        for one in told
    ]


def _names(actors: set[int | None]) -> dict[int | None, str]:
    wanted = [one for one in actors if one is not None]
    return dict(User.everyone.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}
