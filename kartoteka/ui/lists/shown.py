"""What a list hands to its templates: columns, rows, groups."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kartoteka.kernel.criteria import Field


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the table shows it."""

    field: Field
    head: str
    is_figure: bool
    look: str
    sort_address: str
    arrow: str


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


@dataclass(frozen=True, slots=True)
class GroupRow:
    """Rows of one value: its words, the address of the list of just these, count and sums."""

    words: str
    address: str
    rows: int
    sums: list[str]
