"""When a saved report is made, and of which days. No database, no clock."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from kartoteka.insight.reports import Asked

_QUARTER = 3


def ending(rule: str, day: dt.date, fixed: dt.date) -> dt.date:
    """The day of which a report made on `day` speaks."""
    if rule == "YESTERDAY":
        return day - dt.timedelta(days=1)
    if rule == "LAST_MONTH":
        return day.replace(day=1) - dt.timedelta(days=1)
    return fixed if rule == "FIXED" else day


def beginning(rule: str, on: dt.date, fixed: dt.date | None) -> dt.date | None:
    """Where the period that ends on `on` begins."""
    if rule == "FIXED":
        return fixed
    if rule == "QUARTER":
        return on.replace(month=on.month - (on.month - 1) % _QUARTER, day=1)
    return on.replace(month=1, day=1) if rule == "YEAR" else on.replace(day=1)


def following(every: str, day: dt.date) -> dt.date | None:
    """The next day after `day` on which it is made; None: never by itself."""
    if every == "DAY":
        return day + dt.timedelta(days=1)
    if every == "WEEK":
        return day + dt.timedelta(days=7 - day.weekday())
    if every == "MONTH":
        return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return None


def kept(asked: Asked) -> dict[str, Any]:
    """What is asked, as JSON."""
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in asdict(asked).items()
    }


def again(kept: Mapping[str, Any], ends: str, begins: str, day: dt.date) -> Asked:
    """What is asked when it is made on `day`."""
    said = dict(kept)
    fixed_on = dt.date.fromisoformat(said.pop("on"))
    text = said.pop("first")
    fixed_first = dt.date.fromisoformat(text) if text else None
    said["bands"] = tuple(said["bands"])
    on = ending(ends, day, fixed_on)
    asked = Asked(on=on, **said)
    if fixed_first is None:
        return asked
    return replace(asked, first=beginning(begins, on, fixed_first))
