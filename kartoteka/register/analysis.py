"""The analysis of a customer: what each room can say of it, on one panel. Filled in wiring.

A room offers `analysis(*, viewer, party_id, on) -> Section | None`; the card shows the sections in
the order of SOURCES and knows none of them.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from django.utils.functional import Promise

from kartoteka.kernel.actor import Actor

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure: a count, an amount in `currency`, a share in percent, a day; None: not known."""

    label: Words
    value: int | Decimal | dt.date | None
    currency: str = ""
    is_percent: bool = False
    note: Words = ""


@dataclass(frozen=True, slots=True)
class Months:
    """Amounts by month, oldest first: two series side by side in one currency."""

    currency: str
    first: Words
    second: Words
    rows: Sequence[tuple[dt.date, Decimal, Decimal]]


@dataclass(frozen=True, slots=True)
class Section:
    """What one room says."""

    heading: Words
    facts: Sequence[Fact]
    months: Sequence[Months] = ()


class Source(Protocol):
    """What a room offers."""

    def __call__(self, *, viewer: Actor, party_id: int, on: dt.date) -> Section | None: ...


SOURCES: list[Source] = []


def sections(*, viewer: Actor, party_id: int, on: dt.date) -> list[Section]:
    """What the rooms say of a party as of a day, in their order; silent ones are left out."""
    said = (source(viewer=viewer, party_id=party_id, on=on) for source in SOURCES)
    return [section for section in said if section is not None]
