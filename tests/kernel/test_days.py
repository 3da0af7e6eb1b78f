"""Working days of Poland and Slovakia and the day a term ends."""

import datetime as dt

import pytest

from kartoteka.kernel import days


def on(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("country", "due", "effective"),
    [
        ("PL", "2026-01-10", "2026-01-12"),  # a Saturday
        ("PL", "2026-01-12", "2026-01-12"),
        ("PL", "2024-12-24", "2024-12-24"),  # worked until 2024
        ("PL", "2025-12-24", "2025-12-29"),  # off from 2025, then Christmas and a weekend
        ("PL", "2024-02-29", "2024-02-29"),
        ("PL", "2026-06-04", "2026-06-05"),  # Corpus Christi
        ("SK", "2025-11-17", "2025-11-17"),  # a holiday that is worked from 2025
        ("SK", "2023-11-17", "2023-11-20"),
        ("SK", "2026-05-08", "2026-05-08"),
        ("SK", "2026-04-03", "2026-04-07"),  # Good Friday to Easter Monday
    ],
)
def test_a_term_ends_on_a_worked_day(country: str, due: str, effective: str) -> None:
    assert days.effective_due(on(due), country) == on(effective)


def test_moved_terms_are_those_not_worked() -> None:
    moved = days.moved_terms("PL", on("2026-01-01"), on("2026-01-31"))
    assert moved[on("2026-01-10")] == on("2026-01-12")
    assert set(moved) == {
        on(f"2026-01-{day:02d}") for day in (1, 3, 4, 6, 10, 11, 17, 18, 24, 25, 31)
    }


def test_refuses_to_guess_a_calendar() -> None:
    with pytest.raises(ValueError, match="no calendar"):
        days.effective_due(on("2026-01-01"), "XX")
    assert days.next_worked(on("2026-01-09"), "PL") == on("2026-01-12")


def test_exactly_the_effective_dues_that_have_passed_are_overdue() -> None:
    for country in days.COUNTRIES:
        for shift in range(120):
            today = on("2025-11-20") + dt.timedelta(days=shift)
            before = days.overdue_before(today, country)
            for back in range(-3, 12):
                due = today - dt.timedelta(days=back)
                assert (due < before) is (days.effective_due(due, country) < today)


@pytest.mark.parametrize("country", ["PL", "SK"])
def test_the_calendar_ends_without_falling_off(country: str) -> None:
    assert days.overdue_before(dt.date.min, country) == dt.date.min
    assert days.effective_due(dt.date.max, country) == dt.date.max
