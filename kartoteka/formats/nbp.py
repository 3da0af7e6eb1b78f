"""Rates of the National Bank of Poland, as its files tell them: exchange rates of table A, and the
archive of its interest rates (reference and lombard), from which statutory interest follows.

XML and JSON of its web service (tables, or the series of one currency), the older XML of one table,
and the yearly archive as CSV. Nothing is fetched.
"""

import csv
import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from lxml import etree

from kartoteka.formats.sentences import N_

LARGEST = 20 * 1024 * 1024
SENTENCES = {
    "nbp.too_large": N_("The file is larger than 20 MB."),
    "nbp.not_readable": N_(
        "The file is neither XML, JSON nor CSV of the NBP, or it is damaged. "
        "Take it from the NBP again."
    ),
    "nbp.no_rates": N_("The file holds no rates of table A."),
    "nbp.not_a_rate": N_("%(value)s is no rate above zero."),
    "nbp.not_a_day": N_("%(value)s is no day."),
    "nbp.no_base_rates": N_("The file is not the NBP's archive of its interest rates."),
    "nbp.day_twice": N_("The file tells two rates for %(day)s."),
}
_LARGEST_PERCENT = 1000
_CODE = re.compile(r"[A-Z]{3}")
_HEAD = re.compile(r"([0-9]{1,5}) ?([A-Z]{3})")


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of a currency cost in złoty on a day, and in which table that stands."""

    currency: str
    day: dt.date
    rate: Decimal
    table: str


@dataclass(frozen=True, slots=True)
class BaseRates:
    """What the bank's rates were from a day on, in per cent; None where the file does not say."""

    day: dt.date
    reference: Decimal
    lombard: Decimal | None


class NbpRefused(ValueError):  # noqa: N818  (an answer, not a bug)
    """A file that holds no rates; `code` is a key of SENTENCES."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


def read(data: bytes) -> list[Rate]:
    """All rates of table A in a file, by currency and day. Raises NbpRefused, nothing else."""
    if len(data) > LARGEST:
        raise NbpRefused("nbp.too_large")
    head = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if head == b"<":
        found = _xml(data)
    elif head in {b"[", b"{"}:
        found = _json(data)
    else:
        found = _csv(data)
    rates = {(one.currency, one.day): one for one in found}
    if not rates:
        raise NbpRefused("nbp.no_rates")
    return [rates[key] for key in sorted(rates)]


def read_base_rates(data: bytes) -> list[BaseRates]:
    """The archive of the bank's own interest rates, by day. Raises NbpRefused, nothing else."""
    if len(data) > LARGEST:
        raise NbpRefused("nbp.too_large")
    found: dict[dt.date, BaseRates] = {}
    for group in _tree(data).iter("pozycje"):
        told = {one.get("id"): one.get("oprocentowanie") for one in group.iter("pozycja")}
        if told.get("ref") is None:
            continue
        day = _day(group.get("obowiazuje_od"))
        lombard = told.get("lom")
        rates = BaseRates(
            day, _percent(told["ref"]), None if lombard is None else _percent(lombard)
        )
        if found.setdefault(day, rates) != rates:
            raise NbpRefused("nbp.day_twice", day=day.isoformat())
    if not found:
        raise NbpRefused("nbp.no_base_rates")
    return [found[day] for day in sorted(found)]


def _day(value: Any) -> dt.date:
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        raise NbpRefused("nbp.not_a_day", value=str(value)[:40]) from None


def _percent(value: Any) -> Decimal:
    try:
        told = Decimal(str(value).strip().replace(",", "."))
    except InvalidOperation:
        raise NbpRefused("nbp.not_a_rate", value=str(value)[:40]) from None
    if not told.is_finite() or not 0 <= told < _LARGEST_PERCENT:
        raise NbpRefused("nbp.not_a_rate", value=str(value)[:40])
    return told.quantize(Decimal("0.0001"))


def _tree(data: bytes) -> Any:
    """The root of an XML that resolves nothing and names no document type; tags without spaces."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root: Any = etree.fromstring(data.lstrip(b"\xef\xbb\xbf \t\r\n"), parser)
    except (etree.XMLSyntaxError, ValueError):
        raise NbpRefused("nbp.not_readable") from None
    if root.getroottree().docinfo.doctype:
        raise NbpRefused("nbp.not_readable")
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
    return root


def _xml(data: bytes) -> Iterator[Rate]:
    root = _tree(data)
    yield from _old_tables(root)
    for table in root.iter("ExchangeRatesTable"):
        day, number = table.findtext("EffectiveDate"), table.findtext("No")
        if table.findtext("Table") == "A":
            for one in table.iter("Rate"):
                yield from _rate(one.findtext("Code"), day, one.findtext("Mid"), number)
    for series in root.iter("ExchangeRatesSeries"):
        if series.findtext("Table") == "A":
            for one in series.iter("Rate"):
                day, number = one.findtext("EffectiveDate"), one.findtext("No")
                yield from _rate(series.findtext("Code"), day, one.findtext("Mid"), number)


def _old_tables(root: Any) -> Iterator[Rate]:
    for table in root.iter("tabela_kursow"):
        day, number = table.findtext("data_publikacji"), table.findtext("numer_tabeli")
        if table.get("typ", "A").upper() == "A":
            for one in table.iter("pozycja"):
                units = one.findtext("przelicznik") or "1"
                code, mid = one.findtext("kod_waluty"), one.findtext("kurs_sredni")
                yield from _rate(code, day, mid, number, units)


def _json(data: bytes) -> Iterator[Rate]:
    try:
        told = json.loads(data, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        raise NbpRefused("nbp.not_readable") from None
    for table in told if isinstance(told, list) else [told]:
        if not isinstance(table, dict) or table.get("table") != "A":
            continue
        rates = table.get("rates")
        for one in rates if isinstance(rates, list) else []:
            if isinstance(one, dict):
                yield from _rate(
                    one.get("code", table.get("code")),
                    one.get("effectiveDate", table.get("effectiveDate")),
                    one.get("mid"),
                    one.get("no", table.get("no")),
                )


def _csv(data: bytes) -> Iterator[Rate]:
    text = data.decode("utf-8-sig", "replace")
    rows = csv.reader(text.splitlines(), delimiter=";")
    try:
        heads = next(rows, [])
        columns = {
            place: (found[1], found[2])
            for place, head in enumerate(heads)
            if (found := _HEAD.fullmatch(head.strip()))
        }
        numbered = [place for place, head in enumerate(heads) if "numer tabeli" in head.lower()]
        for row in rows:
            if row and re.fullmatch(r"[0-9]{8}", row[0].strip()):
                yield from _archived(row, columns, numbered)
    except csv.Error:
        raise NbpRefused("nbp.not_readable") from None


def _archived(
    row: list[str], columns: dict[int, tuple[str, str]], numbered: Iterable[int]
) -> Iterator[Rate]:
    bare = row[0].strip()
    day = f"{bare[:4]}-{bare[4:6]}-{bare[6:]}"
    table = next((row[place] for place in numbered if place < len(row)), "")
    for place, (units, code) in columns.items():
        if place < len(row) and row[place].strip():
            yield from _rate(code, day, row[place], table, units)


def _rate(code: Any, day: Any, mid: Any, table: Any, units: str = "1") -> Iterator[Rate]:
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        return
    try:
        on = dt.date.fromisoformat(str(day)[:10])
    except ValueError:
        raise NbpRefused("nbp.not_a_day", value=str(day)[:40]) from None
    try:
        rate = Decimal(str(mid).strip().replace(",", ".")) / Decimal(units)
        told = rate.quantize(Decimal("0.00000001"))
    except (InvalidOperation, ZeroDivisionError):
        raise NbpRefused("nbp.not_a_rate", value=str(mid)[:40]) from None
    if not told.is_finite() or not 0 < told < Decimal(100_000):
        raise NbpRefused("nbp.not_a_rate", value=str(mid)[:40])
    yield Rate(code, on, told, str(table or "").strip()[:40])
