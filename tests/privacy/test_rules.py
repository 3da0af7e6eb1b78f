"""Terms of answers and times of keeping, at the edges of months, years and holidays."""

import datetime as dt

import pytest

from kartoteka.kernel import days
from kartoteka.privacy import rules


@pytest.mark.parametrize(
    ("received", "country", "prolonged", "due"),
    [
        ("2026-11-26", "PL", False, "2026-12-28"),  # the 26th is a holiday, then a Sunday
        ("2026-01-31", "PL", False, "2026-03-02"),  # 28 February is a Saturday
        ("2026-03-10", "PL", False, "2026-04-10"),
        ("2026-03-10", "PL", True, "2026-06-10"),
        ("2026-10-29", "SK", True, "2027-01-29"),
        ("2024-01-31", "XX", False, "2024-02-29"),
    ],
)
def test_a_request_is_to_be_answered_by(
    received: str, country: str, prolonged: bool, due: str
) -> None:
    day = rules.due_on(dt.date.fromisoformat(received), country, prolonged=prolonged)

    assert day.isoformat() == due


@pytest.mark.parametrize(
    ("event", "months", "from_year_end", "until"),
    [
        ("2020-03-02", 60, True, "2025-12-31"),
        ("2020-12-31", 60, True, "2025-12-31"),
        ("2020-03-02", 48, False, "2024-03-02"),
        ("2024-02-29", 12, False, "2025-02-28"),
        ("2020-03-02", 0, False, "2020-03-02"),
    ],
)
def test_data_is_kept_until(event: str, months: int, from_year_end: bool, until: str) -> None:
    day = rules.kept_until(dt.date.fromisoformat(event), months, from_year_end=from_year_end)

    assert day.isoformat() == until


def test_months_go_backwards_too() -> None:
    assert days.months_later(dt.date(2026, 3, 31), -1) == dt.date(2026, 2, 28)
    assert days.months_later(dt.date(2026, 1, 15), -13) == dt.date(2024, 12, 15)
