"""What the texts of other programs mean: amounts, dates, names of countries. Pure."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from kartoteka.kernel import money

DECIMAL_MARKS = (",", ".")
DAY_FIRST, MONTH_FIRST, UNIX = "dmy", "mdy", "unix"
_HERE = ZoneInfo("Europe/Warsaw")
_EXCEL_EPOCH = dt.date(1899, 12, 30)
_EXCEL_DAYS = range(18_000, 110_000)
_YEARS = range(1900, 2200)
_ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ].*)?")
_ZONED = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{4}|\d{6})?")
_SECONDS = re.compile(r"(\d{9,10})(?:\d{3})?(?:\.\d+)?")
_THREE = re.compile(r"(\d{1,2})([./-]) ?(\d{1,2})\2 ?(\d{4})(?: r\.?| \d{1,2}:\d{2}.*)?")
_SERIAL = re.compile(r"(\d{5,6})(?:\.\d+)?")
_WORDS = re.compile(
    r"(\d{1,2})(?:\.? |[-/.])([^\W\d]{3,12})\.?,?[ /-](\d{4})(?: r\.?| \d{1,2}:\d{2}.*)?"
)
_MONTH_NAMED_FIRST = re.compile(r"([^\W\d]{3,12})\.? (\d{1,2}),? (\d{4})")
_MONTH_STEMS = (
    ("sty", "jan"), ("lut", "feb"), ("mar",), ("kwi", "apr"), ("maj", "maj", "may", "mai"),
    ("cze", "jun"), ("lip", "jul"), ("sie", "aug"), ("wrz", "sep"), ("paz", "okt", "oct"),
    ("lis", "nov"), ("gru", "dec"),
)  # fmt: skip
_WORDS_FOR_COUNTRIES = {
    "polsko": "PL", "slovensko": "SK", "slovakia": "SK", "cesko": "CZ", "czechy": "CZ",
    "ceska republika": "CZ", "slovenska republika": "SK", "holandia": "NL", "holandsko": "NL",
    "anglia": "GB", "england": "GB", "usa": "US", "uk": "GB", "deutschland": "DE",
    "osterreich": "AT",
}  # fmt: skip
_CURRENCIES = {"ZŁ": "PLN", "ZL": "PLN", "€": "EUR", "KČ": "CZK"}
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
    """The day written, or None: ISO, 3.5.2026, 03/05/2026, 20260503, an Excel number, 3 maja 2026,
    03-MAY-2026.

    `order` tells which of `03/05/2026` is the day; with dots the day always comes first. A moment
    with its zone, and with `unix` the seconds since 1970, are told as the day it was here.
    """
    text = " ".join(text.split())
    if order == UNIX and (found := _SECONDS.fullmatch(text)):
        return dt.datetime.fromtimestamp(int(found[1]), _HERE).date()
    if _ZONED.fullmatch(text):
        return _day_here(text)
    return _day_in_figures(text, order) or _day_in_words(text)


def _day_in_figures(text: str, order: str) -> dt.date | None:
    if found := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return _day(*found.groups())
    if found := _THREE.fullmatch(text):
        first, mark, second, year = found.groups()
        if order == MONTH_FIRST and mark != ".":
            first, second = second, first
        return _day(year, second, first)
    if (found := _SERIAL.fullmatch(text)) and int(found[1]) in _EXCEL_DAYS:
        return _EXCEL_EPOCH + dt.timedelta(days=int(found[1]))
    return None


def _day_in_words(text: str) -> dt.date | None:
    if found := _WORDS.fullmatch(text):
        return _day(found[3], str(_month(found[2])), found[1])
    if found := _MONTH_NAMED_FIRST.fullmatch(text):
        return _day(found[3], str(_month(found[1])), found[2])
    return None


def _day_here(text: str) -> dt.date | None:
    try:
        return dt.datetime.fromisoformat(text).astimezone(_HERE).date()
    except ValueError:
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
    """Whether days or months come first where both are numbers, days unless a value denies it; or
    that the column counts seconds since 1970."""
    days_first = months_first = 0
    samples = list(samples)
    if samples and all(_SECONDS.fullmatch(text.strip()) for text in samples):
        return UNIX
    for text in samples:
        found = _THREE.fullmatch(text.strip())
        if found and found[2] != ".":
            days_first += int(found[1]) > 12  # noqa: PLR2004
            months_first += int(found[3]) > 12  # noqa: PLR2004
    return MONTH_FIRST if months_first > days_first else DAY_FIRST


def country(text: str) -> str | None:
    """The two-letter code of a country written as a code or in words; None for what is neither."""
    return _countries().get(fold(text))


@cache
def _countries() -> dict[str, str]:
    """Codes of two and three letters and Polish, Slovak and English names, as Babel knows them."""
    from babel import Locale
    from babel.core import get_global

    known = {
        fold(name): code
        for language in ("en", "sk", "pl")
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code.isalpha()  # noqa: PLR2004
    }
    codes = set(known.values())
    known |= {code.lower(): code for code in codes}
    for alias, meant in get_global("territory_aliases").items():
        if alias.isalpha() and len(meant) == 1 and meant[0] in codes:
            known[alias.lower()] = meant[0]
    return known | _WORDS_FOR_COUNTRIES


def currency(text: str) -> str:
    """The code of a currency written as a code or as its sign; what is neither stays as it is."""
    upper = text.strip().upper()
    return _CURRENCIES.get(upper, upper)


def yes_or_no(text: str) -> bool | None:
    """What a column of ones, ticks or words says; None for anything else."""
    folded = fold(text)
    return True if folded in _YES else False if folded in _NO else None
