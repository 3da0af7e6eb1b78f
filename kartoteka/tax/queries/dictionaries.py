"""Tax offices with their areas, and the installed forms."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from kartoteka.formats import edeclaration
from kartoteka.formats.edeclaration import Place
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.folding import fold
from kartoteka.tax import installed, rules
from kartoteka.tax.models import Area, FormYear, Mapping, Office, Schema
from kartoteka.tax.queries.naming import names_of

MOST_AREAS = 500
_SHOWN_FAULTS = 3


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
    names = names_of({row.actor for row in rows})
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


def schema_faults(namespace: str, data: bytes) -> list[str]:
    """What the newest installed schema of a namespace finds wrong with a document, in words; none
    where it fits or where no such schema is installed."""
    found = Schema.objects.filter(namespace=namespace).order_by("-pk").first()
    if found is None or not namespace:
        return []
    faults = edeclaration.faults(installed.form(found.pk), data)
    return [" ".join(_said(fault)) for fault in faults[:_SHOWN_FAULTS]]


def _said(fault: edeclaration.Fault) -> list[str]:
    words = [fault.element or "—", fault.detail, ", ".join(fault.expected)]
    return [word for word in words if word]
