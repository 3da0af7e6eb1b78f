"""Figures, days and numbers as readers of the three languages have them."""

import datetime as dt
from decimal import Decimal

import pytest

from kartoteka.ui import figures

THIN, MINUS = figures.THIN, figures.MINUS


@pytest.mark.parametrize(
    ("amount", "currency", "language", "shown"),
    [
        ("1234567.80", "PLN", "pl", f"1{THIN}234{THIN}567,80{THIN}zł"),
        ("1234.5", "", "pl", f"1{THIN}234,50"),
        ("-18420.55", "PLN", "pl", f"{MINUS}18{THIN}420,55{THIN}zł"),
        ("0", "EUR", "sk", f"0,00{THIN}€"),
        ("1234.50", "EUR", "en", "€1,234.50"),
        ("-1234.50", "PLN", "en", f"{MINUS}PLN{THIN}1,234.50"),
        ("99.99", "CHF", "sk", f"99,99{THIN}CHF"),
    ],
)
def test_money_is_grouped_with_a_true_minus(
    amount: str, currency: str, language: str, shown: str
) -> None:
    assert figures.money(Decimal(amount), currency, language) == shown


def test_days_are_written_as_the_locale_does_on_one_line() -> None:
    day = dt.date(2026, 11, 2)
    assert figures.day(day, "pl") == "02.11.2026"
    assert figures.day(day, "sk") == "2.\u00a011.\u00a02026"
    assert figures.day(day, "en") == "2\u00a0Nov\u00a02026"


def test_percent_has_places_only_where_there_are_any() -> None:
    assert figures.percent(Decimal("9.25"), "pl") == f"9,25{THIN}%"
    assert figures.percent(Decimal("10.00"), "sk") == f"10{THIN}%"
    assert figures.percent(Decimal("9.5"), "en") == "9.50%"


def test_counts_are_grouped() -> None:
    assert figures.number(48213, "pl") == f"48{THIN}213"
    assert figures.number(48213, "en") == "48,213"


def test_accounts_are_grouped_as_people_read_them() -> None:
    iban = figures.group_iban("PL61109010140000071219812874")
    assert iban.split("\u00a0") == ["PL61", "1090", "1014", "0000", "0712", "1981", "2874"]
    bare = figures.group_iban("61 1090 1014 0000 0712 1981 2874")
    assert bare.split("\u00a0") == ["61", "1090", "1014", "0000", "0712", "1981", "2874"]
