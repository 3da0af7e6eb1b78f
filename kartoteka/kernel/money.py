"""Money: decimals of two places, rounded here and nowhere else.

An amount is a `Decimal` of whole grosze (cents, halierov). Sums and interest are carried exactly,
as `Decimal` or `Fraction`, and become an amount once, by `to_grosz`. No binary floats.
"""

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import cache

GROSZ = Decimal("0.01")
ZERO = Decimal("0.00")
# Twelve digits before the point is what the tables hold (numeric(14,2)).
LARGEST = Decimal("999999999999.99")

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009'’]+")
_CURRENCY_MARK = re.compile(r"^(?:zł|zl|€|Kč|[A-Z]{3})|(?:zł|zl|€|Kč|[A-Z]{3})$", re.IGNORECASE)
_PLAIN = re.compile(r"^[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)$")
_GROUPED = re.compile(r"^[+-]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:(?!\1)[.,]\d*)?$")


def to_grosz(value: Decimal | Fraction | int) -> Decimal:
    """The amount nearest to `value`, halves away from zero (half-up), in two places.

    There is no statutory rule for rounding civil interest; half-up to the grosz is the practice.
    """
    if isinstance(value, Decimal):
        with localcontext() as context:
            context.prec = max(28, len(value.as_tuple().digits) + 4)
            return value.quantize(GROSZ, rounding=ROUND_HALF_UP) + 0
    hundredths = abs(Fraction(value)) * 100
    whole = (2 * hundredths.numerator + hundredths.denominator) // (2 * hundredths.denominator)
    return Decimal(whole if value >= 0 else -whole).scaleb(-2) + 0


def parse_amount(text: str) -> Decimal | None:
    """The number a person or a file wrote, or None if it is not one or can be read in two ways.

    Understands a decimal comma or point, groups of three by space, point, comma or apostrophe,
    a leading or trailing sign, and a currency beside it. `1.234` and `1,234` could be a thousand
    or a fraction of three places, which no amount has: they are refused rather than guessed.
    Keeps the digits as written; `to_grosz` rounds.
    """
    if len(text) > 64:  # noqa: PLR2004  (no amount is that long; the patterns stay linear)
        return None
    bare = _SPACES.sub("", text.strip()).replace("\u2212", "-")
    bare = _CURRENCY_MARK.sub("", bare)
    if bare.endswith(("-", "+")):
        bare = bare[-1] + bare[:-1]
    if not bare.isascii():
        return None
    if _GROUPED.match(bare):
        return _parse_grouped(bare)
    if not _PLAIN.match(bare):
        return None
    return Decimal(bare.replace(",", "."))


def _parse_grouped(bare: str) -> Decimal | None:
    marks = [mark for mark in bare if mark in ".,"]
    if len(marks) == 1:
        return None
    if marks[-1] == marks[0]:
        return Decimal(bare.replace(marks[0], ""))
    return Decimal(bare.replace(marks[0], "").replace(",", "."))


@cache
def currencies() -> frozenset[str]:
    """Codes of ISO 4217, as Babel knows them."""
    from babel.numbers import list_currencies

    return frozenset(list_currencies())


def is_currency(code: str) -> bool:
    """Whether `code` is a currency of ISO 4217, in capitals."""
    return code in currencies()


def format_amount(amount: Decimal, currency: str, language: str) -> str:
    """`amount` as a reader of `language` (pl, sk, en) writes it, with its currency."""
    from babel.numbers import format_currency, get_currency_symbol

    before = "¤\N{NO-BREAK SPACE}#,##0.00"  # Babel puts codes and figures of English together
    is_code = language == "en" and get_currency_symbol(currency, "en") == currency
    return str(
        format_currency(
            amount, currency, before if is_code else None, locale=language, currency_digits=False
        )
    )
