"""What a merge moved and what its undo put back, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kartoteka.register import queries
from kartoteka.register.merging import Left, Moved, Returned

WHY: dict[str, str | Promise] = {
    "gone": _("it is no longer there"),
    "elsewhere": _("it belongs to somebody else meanwhile"),
    "there_already": _("there is one like it already"),
    "changed": _("it was changed since"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A kind of rows: how many went, how many did not, and which and why."""

    words: str
    count: int
    stays: int = 0
    left: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def moved(rows: Iterable[Moved]) -> list[Row]:
    """What moves, kinds of which there is nothing left out."""
    return [Row(_words(one.key), one.count, one.stays) for one in rows if one.count or one.stays]


def kept_moves(rows: Iterable[Mapping[str, Any]]) -> list[Row]:
    """The same as it is kept with the merge."""
    return moved(Moved(**one) for one in rows)


def returned(rows: Iterable[Returned]) -> list[Row]:
    """What an undo puts back, with what it cannot and why."""
    return [
        Row(
            _words(one.key),
            one.count,
            len(one.left),
            tuple(_why(left) for left in one.left),
            tuple(str(note) for note in one.notes),
        )
        for one in rows
        if one.count or one.left or one.notes
    ]


def kept_returns(rows: Iterable[Mapping[str, Any]]) -> list[Row]:
    """The same as it is kept: how many, not which."""
    return [
        Row(_words(one["key"]), one["count"], one["left"])
        for one in rows
        if one["count"] or one["left"]
    ]


def left(rows: Iterable[Returned]) -> list[str]:
    """Each row that stayed, as a sentence."""
    return [f"{_words(one.key)}: {_why(row)}" for one in rows for row in one.left]


def _words(key: str) -> str:
    return str(queries.moved_words().get(key, key))


def _why(row: Left) -> str:
    return f"{row.name} – {WHY.get(row.why, row.why)}"
