"""Limits of others are kept by all processes together, in the office's calendar."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from kartoteka.kernel import allowance

pytestmark = pytest.mark.django_db
WARSAW = ZoneInfo("Europe/Warsaw")
NOON = dt.datetime(2026, 11, 26, 12, 0, 0, tzinfo=WARSAW)


def at(**later: float) -> dt.datetime:
    return NOON + dt.timedelta(**later)


def test_turns_are_taken_until_the_limit() -> None:
    taken = [allowance.take("x", {"second": 3}, at=NOON) for _n in range(4)]

    assert taken == [0, 0, 0, pytest.approx(1 / 3)]


def test_no_stretch_holds_twice_the_limit() -> None:
    for _n in range(3):
        allowance.take("x", {"second": 3}, at=at(milliseconds=900))

    assert allowance.take("x", {"second": 3}, at=at(milliseconds=1100)) > 0
    assert allowance.take("x", {"second": 3}, at=at(milliseconds=1400)) == 0
    assert allowance.take("x", {"second": 3}, at=at(seconds=10)) == 0


def test_a_day_ends_at_midnight_in_warsaw() -> None:
    limits: allowance.Limits = {"day": 100}
    assert allowance.take("wl", limits, turns=100, at=at(hours=11)) == 0

    assert allowance.take("wl", limits, at=at(hours=11, minutes=59)) == 60
    assert allowance.left_today("wl", limits, at=at(hours=11)) == 0
    assert allowance.left_today("wl", limits, at=at(hours=12)) == 100
    assert allowance.take("wl", limits, at=at(hours=12)) == 0


def test_a_day_of_25_hours_ends_at_its_own_midnight() -> None:
    late = dt.datetime(2026, 10, 25, 0, 30, tzinfo=WARSAW)
    allowance.take("wl", {"day": 1}, at=late)

    assert allowance.take("wl", {"day": 1}, at=late) == 24.5 * 3600


def test_what_passes_one_limit_takes_nothing_of_the_others() -> None:
    limits: allowance.Limits = {"second": 2, "day": 100}
    assert allowance.take("x", limits, turns=2, at=NOON) == 0
    assert allowance.take("x", limits, turns=2, at=NOON) == 0.5

    assert allowance.left_today("x", limits, at=NOON) == 98


def test_the_other_side_may_say_that_the_day_is_used_up() -> None:
    allowance.spend_day("wl", {"day": 100}, at=NOON)

    assert allowance.left_today("wl", {"day": 100}, at=NOON) == 0
    assert allowance.left_today("other", {"day": 100}, at=NOON) == 100


def test_the_desk_takes_turns_but_cannot_forge_the_count(as_desk: None) -> None:
    from django.db import DatabaseError, connection

    assert allowance.take("x", {"second": 3}) == 0
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("DELETE FROM kernel_allowance")


def test_one_call_about_many_fills_a_second_and_counts_whole_for_the_hour() -> None:
    limits: allowance.Limits = {"second": 3, "hour": 30}
    assert allowance.take("bir", limits, turns=20, at=NOON) == 0

    assert allowance.take("bir", limits, at=at(milliseconds=300)) > 0
    assert allowance.take("bir", limits, turns=20, at=at(seconds=30)) > 100
    assert allowance.take("bir", limits, turns=10, at=at(seconds=30)) == 0
