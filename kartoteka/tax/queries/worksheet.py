"""Taxpayers of a year and the source rows behind their figures."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor, Role
from kartoteka.register.models import Party
from kartoteka.tax import rules
from kartoteka.tax.models import Item, Kind, State, Taxpayer

_HERE = "kartoteka.tax"


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
