"""Custom fields: the tabs and fields of a kind of record, what a record's are, their schema."""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import connection
from psycopg import sql as psql

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor, Role
from kartoteka.register.fields import rules as field_rules
from kartoteka.register.fields import schema as field_schema
from kartoteka.register.fields.definitions import LINKS, Definition, FieldType, Option, Tab, Value
from kartoteka.register.fields.kinds import KINDS, RecordKind
from kartoteka.register.models import DictionaryValue, Party

_HERE = "kartoteka.register"
_KNOWN: dict[tuple[str, bool, bool], tuple[uuid.UUID, tuple[Tab, ...]]] = {}  # by this process


@dataclass(frozen=True, slots=True)
class TabName:
    """A tab by its code and its name in the reader's language."""

    key: str
    label: str
    is_in_details: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A field of a record as its page shows it: `text` is the value in words, "" where there is
    none; `party_id` the party that a link leads to. `applies` is false for a value that stayed
    although the record no longer has the field."""

    field: Definition
    value: Value
    text: str
    applies: bool
    party_id: int | None = None

    @property
    def options(self) -> list[Option]:
        """The values of the dictionary that are chosen."""
        told = self.value if isinstance(self.value, list) else [self.value]
        return [one for one in self.field.options if one.code in told]

    @property
    def is_missing(self) -> bool:
        """Whether the record should have a value and has none."""
        return self.field.is_required and self.applies and self.value is None


@dataclass(frozen=True, slots=True)
class RecordTab:
    """A tab as a record has it. `values` are all values of the record, also those of other tabs;
    `version` guards against lost edits."""

    tab: Tab
    kind: str
    values: Mapping[str, Value]
    version: str
    shown: Mapping[str, Shown]

    @property
    def label(self) -> str:
        """The tab's name in the reader's language."""
        return self.tab.label

    def sections(self) -> list[tuple[str, list[Shown]]]:
        """What is shown, under the headings of the tab; sections without anything are left out."""
        found = [
            (heading, [self.shown[one.key] for one in fields if one.key in self.shown])
            for heading, fields in self.tab.sections()
        ]
        return [(heading, lines) for heading, lines in found if lines]


def tabs(
    *, viewer: Actor, record: str, retired: bool = False, with_options: bool = True
) -> list[Tab]:
    """The tabs of a kind of record, each with the fields that the viewer may see, in order.

    Without options where a page asks for all fields but shows none: dictionaries may be long.
    """
    if not viewer.may(Role.CLERK):
        return []
    return [_seen(viewer, tab) for tab in _defined(record, retired, with_options)]


def tab_names(*, viewer: Actor, record: str) -> list[TabName]:
    """The tabs that have something for the viewer: what a record's page needs to name them."""
    return [
        TabName(tab.key, tab.label, tab.is_in_details)
        for tab in tabs(viewer=viewer, record=record, with_options=False)
        if tab.fields
    ]


def definitions(*, viewer: Actor, record: str, retired: bool = False) -> list[Definition]:
    """All fields of a kind of record that the viewer may see, tab after tab."""
    return [
        one for tab in tabs(viewer=viewer, record=record, retired=retired) for one in tab.fields
    ]


def definition(*, viewer: Actor, field_id: int) -> Definition | None:
    """One field, retired or not."""
    for record in KINDS:
        for one in definitions(viewer=viewer, record=record, retired=True):
            if one.id == field_id:
                return one
    return None


def tab(*, viewer: Actor, tab_id: int) -> Tab | None:
    """One tab with all its fields, retired ones too."""
    for record in KINDS:
        for one in tabs(viewer=viewer, record=record, retired=True):
            if one.id == tab_id:
                return one
    return None


def record_tabs(
    *, viewer: Actor, record: str, record_id: int | None = None, kind: str = "", key: str = ""
) -> list[RecordTab]:
    """The tabs (or the one with that key) as a record has them; `record_id` None is a new record
    of a `kind`, which has the defaults. Fields that do not apply are shown if they have a value."""
    if record_id is not None:
        kind, values, version = held(record, record_id)
    all_tabs = tabs(viewer=viewer, record=record)
    if record_id is None:
        fields = [one for tab in all_tabs for one in tab.fields]
        values = {one.key: one.default for one in fields if one.default is not None}
        version = ""
    chosen = [tab for tab in all_tabs if key in ("", tab.key)]
    wanted = {pk for tab in chosen for pk in field_rules.linked(tab.fields, values)}
    names = party_names(wanted)
    return [
        RecordTab(tab, kind, values, version, dict(_shown(tab, kind, values, names)))
        for tab in chosen
    ]


def held(record: str, record_id: int) -> tuple[str, dict[str, Value], str]:
    """The kind of a record, its values by key, and their version; empty where it has none."""
    which = KINDS[record]
    with connection.cursor() as cursor:
        cursor.execute(
            psql.SQL(
                "SELECT {kind}, v.fields::text, v.xmin::text FROM {records} r"
                " LEFT JOIN {values} v ON v.{key} = r.id WHERE r.id = %s"
            ).format(
                kind=kind_of(which),
                records=psql.Identifier(which.records),
                values=psql.Identifier(which.values),
                key=psql.Identifier(which.values_key),
            ),
            [record_id],
        )
        row = cursor.fetchone()
    if row is None:
        return "", {}, ""
    return row[0] or "", loaded(row[1]), row[2] or ""


def kind_of(which: RecordKind) -> psql.Composable:
    """What says the kind of a record `r` in SQL."""
    if not which.kind_column:
        return psql.SQL("''")
    return psql.SQL("r.{}").format(psql.Identifier(which.kind_column))


def loaded(text: str | None) -> dict[str, Value]:
    """Values as JSON keeps them, numbers exact."""
    return dict(json.loads(text, parse_float=Decimal, parse_int=_exact)) if text else {}


def party_names(ids: Iterable[int]) -> dict[int, str]:
    """Names of parties that fields point at."""
    wanted = set(ids)
    if not wanted:
        return {}
    return dict(Party.objects.filter(pk__in=wanted).values_list("pk", "name"))


def options(dictionary_id: int) -> tuple[Option, ...]:
    """The values of a dictionary in their order, retired ones too."""
    rows = DictionaryValue.objects.filter(dictionary_id=dictionary_id).order_by("place", "pk")
    return tuple(
        Option(row.code, row.labels, colour=row.colour, is_retired=row.is_retired) for row in rows
    )


def schema(*, viewer: Actor, record: str) -> dict[str, Any]:
    """The fields of a kind of record that the viewer may see, as JSON Schema (2020-12)."""
    return field_schema.schema_of(record, definitions(viewer=viewer, record=record))


def _exact(digits: str) -> int | Decimal:
    return int(digits)


def _defined(record: str, retired: bool, with_options: bool) -> tuple[Tab, ...]:
    """What is defined; read again only when a definition or a dictionary has changed.

    The stamp is asked first: a change in between is at worst kept under the older stamp, which is
    asked for never again. It is drawn anew with each change, so none that was rolled back returns.
    """
    [(stamp,)] = sql.kept(_HERE, "field_stamp", {})
    asked = (record, retired, with_options)
    known = _KNOWN.get(asked)
    if known is None or known[0] != stamp:
        rows = sql.kept(
            _HERE,
            "field_tabs",
            {"record": record, "retired": retired, "options": with_options},
        )
        known = _KNOWN[asked] = (
            stamp,
            tuple(
                Tab(pk, of, key, json.loads(labels), in_details, is_retired, _fields(fields))
                for pk, of, key, labels, in_details, is_retired, fields in rows
            ),
        )
    return known[1]


def _fields(text: str) -> tuple[Definition, ...]:
    found = []
    for one in json.loads(text, parse_float=Decimal):
        options = tuple(Option(**option) for option in one.pop("options") or ())
        one["kind"] = FieldType(one["kind"])
        one["seen_by"], one["edited_by"] = Role(one["seen_by"]), Role(one["edited_by"])
        found.append(Definition(**one, options=options))
    return tuple(found)


def _seen(viewer: Actor, tab: Tab) -> Tab:
    fields = tuple(one for one in tab.fields if field_rules.may_see(viewer, one))
    return replace(tab, fields=fields)


def _shown(
    tab: Tab, kind: str, values: Mapping[str, Value], names: Mapping[int, str]
) -> Iterable[tuple[str, Shown]]:
    for one in tab.fields:
        value = values.get(one.key)
        applies = field_rules.applies(one, kind, values)
        if not applies and value is None:
            continue
        yield (
            one.key,
            Shown(
                field=one,
                value=value,
                text=field_rules.worded(one, value, names),
                applies=applies,
                party_id=int(value) if one.kind in LINKS and value is not None else None,
            ),
        )
