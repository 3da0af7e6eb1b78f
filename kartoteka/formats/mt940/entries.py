"""Statement lines (`:61:`) and balances (`:60:`, `:62:`) of SWIFT messages."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kartoteka.formats.statements import Balance, Problem

_CENTURY_TURN = 80
_LINE = re.compile(
    r"""\s*(?P<value>20\d{6}(?=(?:\d{4})?[ERCD])|\d{6})\s?(?P<entry>\d{4})?\s?
    (?P<mark>E?R?[CD])(?P<funds>[A-Z])?\s?
    (?P<amount>\d{0,15}(?:[ .]\d{3})*[,.]\d{0,4}(?![\d.,])|\d{1,15}(?=[NSF][A-Z0-9]{3}))\s?
    (?P<type>[A-Z][A-Z0-9]{3})?(?P<rest>.*)""",
    re.VERBOSE,
)
_BALANCE = re.compile(
    r"\s*(?P<mark>E?[CD])\s?(?P<day>20\d{6}(?=[A-Z])|\d{6})\s?(?P<currency>[A-Z]{3})\s?"
    r"(?P<amount>\d{0,15}(?:[ .]\d{3})*(?:[,.]\d{0,4})?)\s*$"
)
_NO_REFERENCE = frozenset({"", "N", "NONREF", "NOREF", "NONE", "NOTPROVIDED", "NON", "KREF+"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One `:61:`. Credit is positive; a reversed credit is negative, a reversed debit positive."""

    booked_on: date
    value_on: date
    amount: Decimal
    is_reversal: bool
    code: str
    customer_reference: str
    bank_reference: str
    supplement: str
    problems: tuple[Problem, ...]


def entry(lines: list[str], at: int) -> Entry | Problem:
    """Read one `:61:`, or say why it cannot be read. Days that no month has are moved and told."""
    place = str(at)
    match = _LINE.match(lines[0])
    amount = _amount(match["amount"]) if match else None
    if match is None or amount is None:
        return _unreadable(lines[0], place)
    value, odd_value = _day(match["value"])
    booked, odd_booked = value, ""
    if match["entry"]:
        booked, odd_booked = _day_near(match["entry"], value)
    if value is None and booked is None:
        return _unreadable(lines[0], place)
    value_on, booked_on = value or booked, booked or value
    assert value_on is not None  # noqa: S101  (one of the two is a date)
    assert booked_on is not None  # noqa: S101
    problems = tuple(
        Problem("line.impossible_date", place, {"text": text, "used": used.isoformat()})
        for text, used in ((odd_value, value_on), (odd_booked, booked_on))
        if text
    )
    mark = match["mark"].removeprefix("E")
    came = mark in {"C", "RD"}
    customer, bank = _references(match["rest"], match["type"] or "")
    return Entry(
        booked_on=booked_on,
        value_on=value_on,
        amount=amount if came else -amount,
        is_reversal=mark.startswith("R"),
        code=match["type"] or "",
        customer_reference=customer,
        bank_reference=bank,
        supplement=" ".join(line.strip() for line in lines[1:]).strip(),
        problems=problems,
    )


def balance(text: str, at: int) -> tuple[Balance | None, tuple[Problem, ...]]:
    """Read the text of `:60F:`, `:62F:` and the like, and say what is odd about it.

    A debit balance is negative. A day that no month has is moved and told.
    """
    place = str(at)
    match = _BALANCE.match(text.split("\n", maxsplit=1)[0])
    amount = _amount(match["amount"]) if match else None
    on, odd = _day(match["day"]) if match else (None, "")
    if match is None or amount is None or on is None:
        return None, (Problem("balance.unreadable", place, {"text": text[:60]}),)
    signed = -amount if match["mark"].endswith("D") else amount
    facts = {"text": odd, "used": on.isoformat()}
    told = (Problem("line.impossible_date", place, facts),) if odd else ()
    return Balance(signed, on, match["currency"]), told


def _unreadable(text: str, place: str) -> Problem:
    return Problem("line.unreadable", place, {"text": text.strip()[:80]}, line_lost=True)


def _amount(text: str) -> Decimal | None:
    """An exact amount with at least two places; a comma or a point parts them."""
    whole, mark, part = text.replace(" ", "").rpartition("," if "," in text else ".")
    if not mark:
        whole, part = part, ""
    digits = re.sub(r"[.,]", "", whole)
    if not digits and not part:
        return None
    kept = part.rstrip("0")
    return Decimal(f"{digits or 0}.{kept:0<2}")


def _day(text: str) -> tuple[date | None, str]:
    """A date of YYMMDD; a day past the end of its month becomes the last one and is told."""
    short = int(text[-6:-4])
    year = short + (2000 if short < _CENTURY_TURN else 1900)
    return _in_month(year, int(text[-4:-2]), int(text[-2:]), text)


def _day_near(text: str, value: date | None) -> tuple[date | None, str]:
    """A date of MMDD in the year that brings it nearest to the value date."""
    if value is None:
        return None, text
    month, day = int(text[:2]), int(text[2:])
    found = [_in_month(value.year + step, month, day, text) for step in (0, -1, 1)]
    known = [(on, odd) for on, odd in found if on is not None]
    if not known:
        return None, text
    return min(known, key=lambda pair: abs((pair[0] - value).days))


def _in_month(year: int, month: int, day: int, text: str) -> tuple[date | None, str]:
    if not 1 <= month <= 12 or not 1 <= day <= 31:  # noqa: PLR2004
        return None, text
    last = monthrange(year, month)[1]
    return date(year, month, min(day, last)), text if day > last else ""


def _references(rest: str, code: str) -> tuple[str, str]:
    customer, mark, bank = rest.partition("//")
    customer = customer.strip()
    if customer.upper() in _NO_REFERENCE:
        customer = ""
    bank = bank.strip() if mark else ""
    if not mark and code.startswith("S"):
        return "", customer
    return customer, "" if bank.upper() in _NO_REFERENCE else bank
