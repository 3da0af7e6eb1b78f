"""What a refusal says: facts as a reader of the active language has them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from kartoteka.kernel.errors import Refusal


class Spent(Refusal):
    code = "kernel.spent"
    message = "%(name)s: %(left)s until %(day)s."


@pytest.mark.parametrize("day", [dt.date(2026, 11, 7), "2026-11-07"])
@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "A-1: 1,234.50 until 7 Nov 2026."),
        ("pl", "A-1: 1 234,50 until 07.11.2026."),
        ("sk", "A-1: 1 234,50 until 7. 11. 2026."),
    ],
)
def test_days_and_amounts_are_the_readers(day: object, language: str, expected: str) -> None:
    with translation.override(language):
        said = Spent(name="A-1", left=Decimal("1234.50"), day=day).sentence()
    assert said.replace("\xa0", " ") == expected


def test_what_only_looks_like_a_day_stays() -> None:
    with translation.override("pl"):
        assert Spent(name="2026-13-40", left=7, day="2026-1-1").sentence() == (
            "2026-13-40: 7 until 2026-1-1."
        )
