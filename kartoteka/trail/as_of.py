"""A party's rows as they stood: what had been recorded by the end of a day."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor, Role
from kartoteka.trail import words

_HERE = "kartoteka.trail"


@dataclass(frozen=True, slots=True)
class FieldThen:
    """A column in words: what it said then and what it says now, "" where nothing."""

    column: str
    label: str
    then: str
    now: str

    @property
    def differs(self) -> bool:
        """Whether it says something else now."""
        return self.then != self.now


@dataclass(frozen=True, slots=True)
class RowThen:
    """A row of a watched table as it was: `values` as JSON has them, sensitive ones as dots.

    `now` are its present values, None where the row is gone; `changed` are the columns that changed
    since; `fields` says it in words.
    """

    table: str
    row_id: int
    values: dict[str, Any]
    now: dict[str, Any] | None
    changed: frozenset[str]
    fields: tuple[FieldThen, ...]


def begins(day: dt.date) -> dt.datetime:
    """The first moment of a day of the office."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def ends(day: dt.date) -> dt.datetime:
    """The first moment after a day of the office."""
    return begins(min(day, dt.date.max - dt.timedelta(days=2)) + dt.timedelta(days=1))


def rows_as_of(
    *, viewer: Actor, party_id: int, tables: Iterable[str], day: dt.date
) -> list[RowThen]:
    """The party's rows of `tables` as they were recorded by the end of `day`; staff only.

    Rows removed since are there again, rows added since are not; a row that went to another party
    since is this one's again.
    """
    if not viewer.may(Role.CLERK):
        return []
    asked = {"party": party_id, "moment": ends(day), "tables": list(tables)}
    rows = sql.kept(_HERE, "rows_as_of", asked)
    names = words.referred(
        (table, values or {}) for table, _row, *both, _changed in rows for values in both
    )
    return [
        RowThen(
            table,
            row_id,
            values,
            now,
            frozenset(changed),
            tuple(
                FieldThen(*said)
                for said in words.fields(table, values, now or {}, names, party_id)
                if said[2] or now is not None
            ),
        )
        for table, row_id, values, now, changed in rows
    ]


def days_of_change(*, viewer: Actor, party_id: int, limit: int = 400) -> list[dt.date]:
    """The last days, oldest first, on which anything of the party was changed; staff only."""
    if not viewer.may(Role.CLERK):
        return []
    asked = {"party": party_id, "zone": timezone.get_current_timezone_name(), "limit": limit}
    return [day for (day,) in reversed(sql.kept(_HERE, "days_of_party", asked))]
