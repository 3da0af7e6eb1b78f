"""Days: which of them are worked, and which day a term really ends on.

A term that ends on a Saturday, a Sunday or a statutory holiday ends on the next day that is none
of these: art. 115 of the Polish civil code, § 122(3) of the Slovak one. Holidays come from
`holidays`, which knows their history (24 December in Poland from 2025, the Slovak cuts of
2024 to 2026).
"""

import calendar
import datetime as dt
from functools import lru_cache

import holidays

COUNTRIES = ("PL", "SK")
_SATURDAY = 5
# Between these the calendar of both countries is known; outside them only weekends count.
_FIRST_YEAR, _LAST_YEAR = 1951, 2199


_NO_BREAK = "\u00a0"
_SHORT_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

_YEAR = 12  # months


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day of the month so many months later, or the last day of a shorter month
    (art. 3(2)(c) of Regulation 1182/71, art. 112 of the Polish and § 122 of the Slovak code)."""
    years, month = divmod(day.month - 1 + months, _YEAR)
    year = day.year + years
    return day.replace(
        year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1])
    )


def written(day: dt.date, language: str) -> str:
    """A day as people write it, on one line: 22.11.2026, 22. 11. 2026, 22 Nov 2026."""
    if language == "sk":
        return f"{day.day}.{_NO_BREAK}{day.month}.{_NO_BREAK}{day.year}"
    if language == "en":
        return f"{day.day}{_NO_BREAK}{_SHORT_MONTHS[day.month - 1]}{_NO_BREAK}{day.year}"
    return f"{day:%d.%m.}{day.year}"


@lru_cache(maxsize=512)
def holidays_of(country: str, year: int) -> frozenset[dt.date]:
    """The statutory holidays of `country` (PL or SK) in `year`. Raises ValueError for others."""
    if country not in COUNTRIES:
        reason = f"no calendar of holidays for {country!r}"
        raise ValueError(reason)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return frozenset()
    return frozenset(holidays.country_holidays(country, years=year))


def is_worked(day: dt.date, country: str) -> bool:
    """Whether `day` is neither Saturday, Sunday nor a statutory holiday in `country`."""
    return day.weekday() < _SATURDAY and day not in holidays_of(country, day.year)


@lru_cache(maxsize=8192)
def effective_due(due: dt.date, country: str) -> dt.date:
    """The day on which a term set for `due` ends: `due` itself or the next worked day."""
    day = due
    while day < dt.date.max and not is_worked(day, country):
        day += dt.timedelta(days=1)
    return day


def next_worked(day: dt.date, country: str) -> dt.date:
    """The first worked day after `day`."""
    return effective_due(day + dt.timedelta(days=1), country)


def overdue_before(on: dt.date, country: str) -> dt.date:
    """The day such that exactly the dues before it are overdue on `on`.

    It is `on` itself, or on a worked day after a weekend the first day of that weekend: a term
    set for Saturday can still be kept on Monday.
    """
    first = on
    while first > dt.date.min and not is_worked(first - dt.timedelta(days=1), country):
        first -= dt.timedelta(days=1)
    return first


def moved_terms(country: str, first: dt.date, last: dt.date) -> dict[dt.date, dt.date]:
    """Every day from `first` to `last`, both included, that is no worked day, with the day it
    is moved to. What set-based SQL joins to know effective due dates."""
    moved = {}
    day = first
    while day <= last:
        if not is_worked(day, country):
            moved[day] = effective_due(day, country)
        day += dt.timedelta(days=1)
    return moved
