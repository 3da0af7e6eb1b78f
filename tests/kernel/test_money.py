"""Rounding and reading of amounts."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.kernel import money


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        (Decimal("0.005"), "0.01"),
        (Decimal("-0.005"), "-0.01"),
        (Decimal("1.0049999999999999999999999999999"), "1.00"),
        (Fraction(1, 200), "0.01"),
        (Fraction(-1, 200), "-0.01"),
        (Fraction(1, 3), "0.33"),
        (7, "7.00"),
        (Decimal("-0.001"), "0.00"),
    ],
)
def test_rounds_halves_away_from_zero(value: Decimal | Fraction | int, amount: str) -> None:
    assert str(money.to_grosz(value)) == amount


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=6))
def test_a_fraction_and_a_decimal_round_alike(value: Decimal) -> None:
    assert money.to_grosz(value) == money.to_grosz(Fraction(value))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234.56", "1234.56"),
        ("1 234,56 zł", "1234.56"),
        ("1\u00a0234,56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1'234'567.5", "1234567.5"),
        ("1.234.567", "1234567"),
        ("€ 12,3", "12.3"),
        ("12-", "-12"),
        ("\u22125,00", "-5.00"),
        ("PLN 10", "10"),
        (",5", "0.5"),
    ],
)
def test_reads_what_people_write(text: str, amount: str) -> None:
    assert money.parse_amount(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["", "abc", "1.234", "1,234", "1,2,3", "1e5", "--1", "NaN", "9" * 70]
)
def test_does_not_guess(text: str) -> None:
    assert money.parse_amount(text) is None


def test_formats_for_the_reader() -> None:
    assert money.format_amount(Decimal("1234.50"), "PLN", "pl") == "1\u00a0234,50\u00a0zł"
    assert money.format_amount(Decimal("1234.50"), "PLN", "en") == "PLN\u00a01,234.50"
    assert money.format_amount(Decimal("1234.50"), "EUR", "en") == "€1,234.50"
    assert money.is_currency("EUR")
    assert not money.is_currency("ZLO")
