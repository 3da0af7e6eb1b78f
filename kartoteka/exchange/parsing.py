"""What the texts of other programs mean: amounts, dates, names of countries. Pure."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from kartoteka.kernel import money

DECIMAL_MARKS = (",", ".")
DAY_FIRST, MONTH_FIRST = "dmy", "mdy"
_EXCEL_EPOCH = dt.date(1899, 12, 30)
_EXCEL_DAYS = range(18_000, 110_000)
_YEARS = range(1900, 2200)
_ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ].*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_THREE = re.compile(r"(\d{1,2})([./-]) ?(\d{1,2})\2 ?(\d{4})(?: r\.?| \d{1,2}:\d{2}.*)?")
_SERIAL = re.compile(r"(\d{5,6})(?:\.\d+)?")
_WORDS = re.compile(r"(\d{1,2})\.? +([^\W\d]+)\.?,? +(\d{4})(?: r\.?)?")
_MONTH_STEMS = (
    ("sty", "jan"), ("lut", "feb"), ("mar",), ("kwi", "apr"), ("maj", "maj", "may", "mai"),
    ("cze", "jun"), ("lip", "jul"), ("sie", "aug"), ("wrz", "sep"), ("paz", "okt", "oct"),
    ("lis", "nov"), ("gru", "dec"),
)  # fmt: skip
_COUNTRIES = {
    "pl": "PL", "pol": "PL", "polska": "PL", "poland": "PL", "polsko": "PL",
    "sk": "SK", "svk": "SK", "slowacja": "SK", "slovakia": "SK", "slovensko": "SK",
    "slovenska republika": "SK", "cz": "CZ", "czechy": "CZ", "czechia": "CZ", "cesko": "CZ",
    "ceska republika": "CZ", "de": "DE", "niemcy": "DE", "germany": "DE", "nemecko": "DE",
}  # fmt: skip
_YES = frozenset({"1", "t", "true", "tak", "yes", "y", "ano", "a", "x"})
_NO = frozenset({"", "0", "f", "false", "nie", "no", "n"})
_NOT_DECOMPOSED = str.maketrans("łŁđĐøØß", "lLdDoOs")


def fold(text: str) -> str:
    """Lower case without diacritics, words apart by one blank; `CustomerNo` has two words."""
    apart = re.sub(r"(?<=[a-ząćęłńóśźż])(?=[A-ZĄĆĘŁŃÓŚŹŻ])", " ", text)
    plain = unicodedata.normalize("NFKD", apart.translate(_NOT_DECOMPOSED)).lower()
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", " ", letters).strip()


def amount(text: str, mark: str = "") -> Decimal | None:
    """The amount written, or None. `mark` (comma or point) settles what `1.234` means."""
    read = money.parse_amount(text)
    if read is not None or mark not in DECIMAL_MARKS:
        return read
    groups = "." if mark == "," else ","
    return money.parse_amount(text.replace(groups, ""))


def decimal_mark(samples: Iterable[str]) -> str:
    """The mark before the grosze in this column, or "" when no value tells."""
    told = {",": 0, ".": 0}
    for text in samples:
        for mark in DECIMAL_MARKS:
            place = text.rfind(mark)
            digits = re.match(r"\d*", text[place + 1 :]) if place >= 0 else None
            if digits is None:
                continue
            alone = text.count(mark) == 1
            if alone and len(digits.group()) != 3 and text.find(mark) > -1:  # noqa: PLR2004
                told[mark] += 1
            elif not alone:
                told["," if mark == "." else "."] += 1
    if told[","] == told["."]:
        return ""
    return "," if told[","] > told["."] else "."


def date(text: str, order: str = DAY_FIRST) -> dt.date | None:
    """The day written, or None: ISO, 3.5.2026, 03/05/2026, 20260503, an Excel number, 3 maja 2026.

    `order` tells which of `03/05/2026` is the day; with dots the day always comes first.
    """
    text = " ".join(text.split())
    if found := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return _day(*found.groups())
    if found := _THREE.fullmatch(text):
        first, mark, second, year = found.groups()
        if order == MONTH_FIRST and mark != ".":
            first, second = second, first
        return _day(year, second, first)
    if (found := _SERIAL.fullmatch(text)) and int(found[1]) in _EXCEL_DAYS:
        return _EXCEL_EPOCH + dt.timedelta(days=int(found[1]))
    if found := _WORDS.fullmatch(text):
        month = _month(found[2])
        return _day(found[3], str(month), found[1]) if month else None
    return None


def _month(word: str) -> int:
    stem = fold(word)[:3]
    for number, stems in enumerate(_MONTH_STEMS, start=1):
        if stem in stems:
            return number
    return 0


def _day(year: str, month: str, day: str) -> dt.date | None:
    if int(year) not in _YEARS:
        return None
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def date_order(samples: Iterable[str]) -> str:
    """Whether days or months come first where both are numbers; days unless a value denies it."""
    days_first = months_first = 0
    for text in samples:
        found = _THREE.fullmatch(text.strip())
        if found and found[2] != ".":
            days_first += int(found[1]) > 12  # noqa: PLR2004
            months_first += int(found[3]) > 12  # noqa: PLR2004
    return MONTH_FIRST if months_first > days_first else DAY_FIRST


def country(text: str) -> str | None:
    """The two-letter code of a country named by code or by word; None for what is neither."""
    folded = fold(text)
    if folded in _COUNTRIES:
        return _COUNTRIES[folded]
    return folded.upper() if re.fullmatch(r"[a-z]{2}", folded) else None


def yes_or_no(text: str) -> bool | None:
    """What a column of ones, ticks or words says; None for anything else."""
    folded = fold(text)
    return True if folded in _YES else False if folded in _NO else None
