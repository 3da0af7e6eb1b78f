"""How often somebody outside lets himself be asked: limits that all processes keep together.

A limit counts in the office's calendar (Europe/Warsaw): a day begins at midnight. What is taken
counts at once, so it is taken outside any longer transaction, right before the call.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Literal

from django.db import connection

Span = Literal["second", "minute", "hour", "day"]
Limits = Mapping[Span, int]


def take(name: str, limits: Limits, *, turns: int = 1, at: dt.datetime | None = None) -> float:
    """Takes `turns` of what `name` allows and returns 0, or takes none and returns how many
    seconds to wait before asking again: the longest wait of the limits that are used up.

    `at` is the moment, by default the database's clock.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kernel_allowance_take(%s, %s, %s::text[], %s::integer[], %s::timestamptz)",
            [name, turns, list(limits), list(limits.values()), at],
        )
        return float(cursor.fetchone()[0])


def spend_day(name: str, limits: Limits, *, at: dt.datetime | None = None) -> None:
    """Counts the whole day as used up: the other side has said so."""
    if "day" in limits:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT kernel_allowance_spent(%s, %s, %s::timestamptz)",
                [name, limits["day"], at],
            )


def left_today(name: str, limits: Limits, *, at: dt.datetime) -> int:
    """How many turns of the day's limit are left at that moment. Raises KeyError without one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kernel_allowance_used(%s, 'day', %s::timestamptz)", [name, at])
        return max(0, limits["day"] - int(cursor.fetchone()[0]))
