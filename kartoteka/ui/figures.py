"""Figures, dates and numbers as a reader of Polish, Slovak or English has them. Pure.

Groups of three are parted by a thin no-break space (U+202F) in Polish and Slovak and by a comma in
English; a negative figure has a true minus (U+2212); nothing in a figure may break over two lines.
"""

import datetime as dt
import re
from decimal import Decimal
from functools import cache

from babel import Locale

from kartoteka.kernel import days

THIN = "\u202f"
MINUS = "\u2212"
NO_BREAK = "\u00a0"

_SYMBOLS = {"PLN": {"pl": "zł"}, "EUR": {"pl": "€", "sk": "€", "en": "€"}, "CZK": {"sk": "Kč"}}
_POLISH_ACCOUNT = 26


def money(amount: Decimal, currency: str, language: str) -> str:
    """`amount` in two places; with `currency` (ISO 4217) beside it unless that is empty."""
    return _with_currency(amount, 2, currency, language)


def price(amount: Decimal, currency: str, language: str) -> str:
    """A unit price: two places at least, more where it has more."""
    places = max(2, -int(amount.normalize().as_tuple().exponent))
    return _with_currency(amount, places, currency, language)


def quantity(value: Decimal, language: str) -> str:
    """A quantity with as many places as it has."""
    places = max(0, -int(value.normalize().as_tuple().exponent))
    return _with_currency(value, places, "", language)


def _with_currency(amount: Decimal, places: int, currency: str, language: str) -> str:
    figure = _grouped(f"{abs(amount):,.{places}f}", language)
    sign = MINUS if amount < 0 else ""
    if not currency:
        return sign + figure
    symbol = _SYMBOLS.get(currency, {}).get(language, currency)
    if language == "en":
        return f"{sign}{symbol}{figure}" if len(symbol) == 1 else f"{sign}{symbol}{THIN}{figure}"
    return f"{sign}{figure}{THIN}{symbol}"


def number(value: int | Decimal, language: str) -> str:
    """A whole number or decimal with groups."""
    sign = MINUS if value < 0 else ""
    return sign + _grouped(f"{abs(value):,}", language)


def percent(value: Decimal, language: str) -> str:
    """`value` percent, without needless zeros but with two places if it has any."""
    bare = abs(value)
    figure = f"{bare:,.0f}" if bare == bare.to_integral_value() else f"{bare:,.2f}"
    sign = MINUS if value < 0 else ""
    return f"{sign}{_grouped(figure, language)}{'' if language == 'en' else THIN}%"


def day(value: dt.date, language: str) -> str:
    """22.11.2026, 22. 11. 2026, 22 Nov 2026."""
    return days.written(value, language)


def moment(value: dt.datetime, language: str) -> str:
    """A day with hours and minutes, as its time zone has them."""
    return f"{day(value.date(), language)}, {value:%H:%M}"


def group_iban(value: str) -> str:
    """Fours from the left; a Polish number without its country letters begins with two digits."""
    bare = re.sub(r"\s+", "", value).upper()
    if bare.isdigit() and len(bare) == _POLISH_ACCOUNT:
        return bare[:2] + NO_BREAK + _fours(bare[2:])
    return _fours(bare)


def country(code: str, language: str) -> str:
    """The name of the country with that code; a code that nobody knows stays as it is."""
    return str(Locale.parse(language).territories.get(code, code))


def language_name(code: str, language: str) -> str:
    """The name of the language with that code."""
    return str(Locale.parse(language).languages.get(code, code))


def _fours(bare: str) -> str:
    return NO_BREAK.join(bare[place : place + 4] for place in range(0, len(bare), 4))


def _grouped(figure: str, language: str) -> str:
    return figure if language == "en" else figure.translate(_marks())


@cache
def _marks() -> dict[int, str]:
    return str.maketrans({",": THIN, ".": ","})
