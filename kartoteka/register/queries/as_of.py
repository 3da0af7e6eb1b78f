"""The card as it stood on a day: what the register had recorded by its end, beside what it has now.

Every table of PARTS is told, each row on a line; a table without a way to say its rows on one line
has its fields told one after another. New tables of the register add a line to PARTS, the wiring
those of other rooms to MORE. Custom fields are told by their tabs.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.actor import Actor
from kartoteka.register import rules
from kartoteka.register.fields import rules as field_rules
from kartoteka.register.models import (
    Address,
    BankAccount,
    Block,
    Contact,
    GroupMember,
    Identifier,
    Party,
    PartyActivity,
    PartyFields,
    PartyRole,
    PartySegment,
    PersonLink,
    TradeTerms,
)
from kartoteka.register.queries import fields as custom
from kartoteka.register.queries.card import PartyCard, party
from kartoteka.trail import queries as trail
from kartoteka.trail.queries import DOTS, FieldThen, RowThen

_FLOORS = 20


@dataclass(frozen=True, slots=True)
class Above:
    """A party that stood above, nearest first, with the name it bore then."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class LineThen:
    """A row that hung on the party: `shown` then and `now`, "" where it is gone.

    `valid_from` and `valid_to` are the days that it carries itself, both included; `is_valid` says
    whether the day asked for is one of them.
    """

    id: int
    label: str
    shown: str
    now: str
    is_gone: bool
    is_valid: bool
    valid_from: dt.date | None
    valid_to: dt.date | None
    fields: tuple[FieldThen, ...]

    @property
    def differs(self) -> bool:
        """Whether anything of it is otherwise now."""
        return self.shown != self.now or any(field.differs for field in self.fields)


@dataclass(frozen=True, slots=True)
class PartThen:
    """The rows of one table that were there then; those added since are left out."""

    table: str
    title: str | Promise
    lines: tuple[LineThen, ...]


@dataclass(frozen=True, slots=True)
class PartyThen:
    """A party as it stood at the end of `day`, by what had been recorded by then."""

    id: int
    day: dt.date
    name: str
    number: str
    place: str
    is_archived: bool
    fields: tuple[FieldThen, ...]
    parts: tuple[PartThen, ...]
    above: tuple[Above, ...]


Say = Callable[[Mapping[str, Any]], str]


@dataclass(frozen=True, slots=True)
class Part:
    """A table whose rows hang on a party: its title, the label and the line of a row.

    One that most parties have nothing of is left out where there was nothing.
    """

    table: str
    title: str | Promise
    label: Say | None = None
    line: Say | None = None
    is_always_told: bool = False


def _address_line(values: Mapping[str, Any]) -> str:
    flat = values.get("flat")
    house = f"{values['building']}/{flat}" if flat else values["building"]
    place = f"{values['postal_code']} {values['city']}".strip()
    return ", ".join(filter(None, [f"{values['street']} {house}".strip(), place]))


def _contact_line(values: Mapping[str, Any]) -> str:
    is_phone = values["kind"] == Contact.Kind.PHONE
    return rules.shown_phone(values["value"]) if is_phone else str(values["value"])


def _account_line(values: Mapping[str, Any]) -> str:
    iban = str(values["iban"])
    return iban if iban == DOTS else rules.shown_account(iban, is_open=True)


def _identifier_line(values: Mapping[str, Any]) -> str:
    value = str(values["value"])
    return value if value == DOTS else rules.shown(values["kind"], value)


PARTS = [
    Part(
        Identifier._meta.db_table,
        _("Identifiers"),
        lambda values: str(Identifier.Kind(values["kind"]).label),
        _identifier_line,
        is_always_told=True,
    ),
    Part(
        Address._meta.db_table,
        _("Addresses"),
        lambda values: str(Address.Kind(values["kind"]).label),
        _address_line,
        is_always_told=True,
    ),
    Part(
        Contact._meta.db_table,
        _("Phones and e-mails"),
        lambda values: str(values["label"] or Contact.Kind(values["kind"]).label),
        _contact_line,
        is_always_told=True,
    ),
    Part(
        BankAccount._meta.db_table,
        _("Bank accounts"),
        lambda values: str(values["label"] or values["currency"] or "IBAN"),
        _account_line,
        is_always_told=True,
    ),
    Part(PersonLink._meta.db_table, _("Persons")),
    Part(PartyRole._meta.db_table, _("Roles")),
    Part(PartySegment._meta.db_table, _("Segmentation")),
    Part(PartyActivity._meta.db_table, _("Activities")),
    Part(GroupMember._meta.db_table, _("Groups")),
    Part(TradeTerms._meta.db_table, _("Trade terms")),
    Part(Block._meta.db_table, _("Blocks")),
]
# Those of the rooms above; the wiring names them.
MORE: list[Part] = []
_CUSTOM = PartyFields._meta.db_table


def party_as_of(*, viewer: Actor, party_id: int, day: dt.date) -> PartyThen | None:
    """The party as it stood at the end of `day`; staff only. None where it was not there yet.

    A sensitive number that is the same now is masked as now; an earlier one is dots.
    """
    tables = [Party._meta.db_table, *(part.table for part in [*PARTS, *MORE]), _CUSTOM]
    rows = trail.rows_as_of(viewer=viewer, party_id=party_id, tables=tables, day=day)
    found = next((row for row in rows if row.table == tables[0]), None)
    if found is None:
        return None
    masked = _masked_now(party(viewer=viewer, party_id=party_id))
    values = found.values
    return PartyThen(
        id=party_id,
        day=day,
        name=values["name"],
        number=values["number"],
        place=values["place"],
        is_archived=values["state"] == Party.State.ARCHIVED,
        fields=found.fields,
        parts=(*_parts(rows, day, masked), *_tabs(viewer, rows)),
        above=_above(viewer, values["parent_id"], day),
    )


def _parts(
    rows: list[RowThen], day: dt.date, masked: Mapping[tuple[str, int], str]
) -> Iterator[PartThen]:
    for part in [*PARTS, *MORE]:
        lines = _lines(part, rows, day, masked)
        if lines or part.is_always_told:
            yield PartThen(part.table, part.title, lines)


def _tabs(viewer: Actor, rows: list[RowThen]) -> Iterator[PartThen]:
    """The custom fields that the viewer may see and that had a value, or have one now."""
    found = next((row for row in rows if row.table == _CUSTOM), None)
    if found is None:
        return
    then = found.values.get("fields") or {}
    now = (found.now or {}).get("fields") or {}
    tabs = custom.tabs(viewer=viewer, record="party", retired=True)
    told = [one for tab in tabs for one in tab.fields if one.key in then or one.key in now]
    names = custom.party_names(field_rules.linked(told, then) | field_rules.linked(told, now))
    for tab in tabs:
        lines = tuple(
            LineThen(
                id=one.id,
                label=one.label,
                shown=field_rules.worded(one, then.get(one.key), names),
                now=field_rules.worded(one, now.get(one.key), names),
                is_gone=False,
                is_valid=True,
                valid_from=None,
                valid_to=None,
                fields=(),
            )
            for one in tab.fields
            if one in told
        )
        if lines:
            yield PartThen(f"{_CUSTOM}-{tab.key}", tab.label, lines)


def _lines(
    part: Part, rows: list[RowThen], day: dt.date, masked: Mapping[tuple[str, int], str]
) -> tuple[LineThen, ...]:
    lines = [_line(part, row, day, masked) for row in rows if row.table == part.table]
    return tuple(sorted(lines, key=lambda line: (not line.is_valid, line.id)))


def _line(
    part: Part, row: RowThen, day: dt.date, masked: Mapping[tuple[str, int], str]
) -> LineThen:
    begins, ends = (_day(row.values.get(name)) for name in ("valid_from", "valid_to"))
    now = _said(part, row.now) if row.now is not None else ""
    shown = _said(part, row.values)
    mask = masked.get((row.table, row.row_id))
    if mask is not None and DOTS in (shown, now):
        is_same = not ({"value", "iban"} & row.changed)
        now, shown = mask, mask if is_same else shown
    return LineThen(
        id=row.row_id,
        label=part.label(row.values) if part.label else _first_words(row),
        shown=shown,
        now=now,
        is_gone=row.now is None,
        is_valid=(begins is None or begins <= day) and (ends is None or day <= ends),
        valid_from=begins,
        valid_to=ends,
        fields=row.fields,
    )


def _first_words(row: RowThen) -> str:
    return next((field.then for field in row.fields if field.then), "")


def _said(part: Part, values: Mapping[str, Any]) -> str:
    return part.line(values) if part.line else ""


def _day(value: Any) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None


def _masked_now(card: PartyCard | None) -> dict[tuple[str, int], str]:
    """What sensitive numbers are shown as now, by table and row."""
    if card is None:
        return {}
    numbers, accounts = Identifier._meta.db_table, BankAccount._meta.db_table
    return {
        **{(numbers, line.id): line.shown for line in card.identifiers if line.is_sensitive},
        **{(accounts, line.id): line.shown for line in card.accounts if line.is_sensitive},
    }


def _above(viewer: Actor, parent_id: int | None, day: dt.date) -> tuple[Above, ...]:
    found: list[Above] = []
    table = Party._meta.db_table
    while parent_id is not None and len(found) < _FLOORS:
        rows = trail.rows_as_of(viewer=viewer, party_id=parent_id, tables=[table], day=day)
        if not rows:
            break
        found.append(Above(parent_id, rows[0].values["name"]))
        parent_id = rows[0].values["parent_id"]
    return tuple(found)
