"""What a list hands to its templates: columns, rows, groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kartoteka.kernel.criteria import Field, Type

CURRENCY = "currency"
KEPT = 3


def kept_on_a_phone(fields: Sequence[Field], chosen: Sequence[str] = ()) -> set[str]:
    """What a narrow screen shows of the columns: the first one and those `chosen` for it; where
    none is, the first three and the first amount.

    An amount says its currency there itself, so that this needs no place of its own.
    """
    if kept := {one.key for one in fields if one.key in chosen}:
        return {fields[0].key, *kept}
    money = [one.key for one in fields if one.type is Type.MONEY]
    said = [one.key for one in fields if not (money and one.key == CURRENCY)]
    return {*said[:KEPT], *money[:1]}


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the table shows it."""

    field: Field
    head: str
    is_figure: bool
    look: str
    sort_address: str
    arrow: str
    is_spare: bool = False

    @property
    def is_money(self) -> bool:
        """Whether its figures are amounts, which say little without their currency."""
        return self.field.type is Type.MONEY


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its address, its worded cells as (column, words, tone of a badge or None), its values
    by field."""

    id: int
    address: str
    cells: list[tuple[Column, str, str | None]]
    values: Mapping[str, Any]

    @property
    def words(self) -> str:
        """What the first cell says, which stands for the row."""
        return self.cells[0][1]

    @property
    def currency(self) -> str:
        """In what the row's amounts are, where it says so: on a phone it stands beside them."""
        return str(self.values.get(CURRENCY) or "")


@dataclass(frozen=True, slots=True)
class GroupRow:
    """Rows of one value: its words, the address of the list of just these, count and sums."""

    words: str
    address: str
    rows: int
    sums: list[str]
