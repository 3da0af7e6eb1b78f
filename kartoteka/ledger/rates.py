"""Rates of interest: dated rows of the law, read from our table and asked for by day.

The table (`data/interest_rates.csv`, and `ledger_interest_rate` which is filled from it) has
contiguous periods per kind. A day after the last known row of a kind whose rows end is a Refusal,
never the last value; a row without an end holds until the law changes it.
"""

import csv
import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.errors import Refusal


@dataclass(frozen=True, slots=True)
class Rate:
    """A yearly percentage of one kind, from one day to another, both included (None: open)."""

    kind: str
    country: str
    valid_from: dt.date
    valid_to: dt.date | None
    percent: Decimal
    legal_basis: str


class UnknownKind(Refusal):
    code = "ledger.unknown_interest_kind"
    message = _("“%(kind)s” is not a kind of interest. Known kinds: %(known)s.")


class RateNotKnown(Refusal):
    code = "ledger.rate_not_known"
    message = _(
        "The rate %(kind)s is known from %(first)s to %(last)s, not on %(day)s. "
        "Add the new rate before computing interest for that day."
    )


class Rates:
    """All rates of all kinds, in order."""

    def __init__(self, rows: Iterable[Rate]) -> None:
        self._rows: dict[str, list[Rate]] = defaultdict(list)
        for row in sorted(rows, key=lambda rate: (rate.kind, rate.valid_from)):
            self._rows[row.kind].append(row)

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(self._rows)

    def country(self, kind: str) -> str:
        """The country whose law the kind is of. Raises `UnknownKind`."""
        return self._of(kind)[0].country

    def on(self, kind: str, day: dt.date) -> Rate:
        """The rate of `kind` on `day`. Raises `UnknownKind`, `RateNotKnown`."""
        rows = self._of(kind)
        at = bisect_right(rows, day, key=lambda rate: rate.valid_from) - 1
        if at < 0 or not _holds(rows[at], day):
            last = rows[-1].valid_to
            raise RateNotKnown(
                kind=kind,
                first=rows[0].valid_from.isoformat(),
                last=last.isoformat() if last else "…",
                day=day.isoformat(),
            )
        return rows[at]

    def between(self, kind: str, first: dt.date, last: dt.date) -> list[Rate]:
        """The rates that cover every day from `first` to `last`, both included; none if the last
        is before the first. Raises `UnknownKind`, `RateNotKnown`."""
        found: list[Rate] = []
        day = first
        while day <= last:
            rate = self.on(kind, day)
            found.append(rate)
            if rate.valid_to is None:
                break
            day = rate.valid_to + dt.timedelta(days=1)
        return found

    def _of(self, kind: str) -> list[Rate]:
        if kind not in self._rows:
            raise UnknownKind(kind=kind, known=", ".join(self._rows))
        return self._rows[kind]


def _holds(rate: Rate, day: dt.date) -> bool:
    return rate.valid_to is None or day <= rate.valid_to


@cache
def shipped() -> Rates:
    """The rates that come with the program; an installation's own table may know later ones."""
    return Rates(shipped_rows())


def shipped_rows() -> list[Rate]:
    """The rows of `data/interest_rates.csv`."""
    path = resources.files("kartoteka.ledger") / "data" / "interest_rates.csv"
    return [
        Rate(
            kind=row["kind"],
            country=row["country"],
            valid_from=dt.date.fromisoformat(row["valid_from"]),
            valid_to=dt.date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            percent=Decimal(row["annual_percent"]),
            legal_basis=row["legal_basis"],
        )
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    ]
