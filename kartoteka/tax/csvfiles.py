"""CSV files of incomes and of tax offices: heads in English or Polish, every fault with its row."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kartoteka.formats import encodings
from kartoteka.kernel import money
from kartoteka.kernel.folding import fold
from kartoteka.tax import rules
from kartoteka.tax.models import Kind

LARGEST, MOST_ROWS = 5 * 1024 * 1024, 100_000
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_INCOMES = {
    "number": ("number", "customer number", "numer", "numer klienta", "cislo zakaznika"),
    "on": ("date", "day", "data", "dzien", "datum"),
    "kind": ("kind", "rodzaj", "druh"),
    "amount": ("amount", "kwota", "suma"),
    "title": ("title", "what for", "tytul", "opis", "popis"),
}
_KINDS = {
    Kind.FORGIVEN: ("forgiven", "forgiven debt", "umorzenie", "umorzony dlug", "odpusteny dlh"),
    Kind.GIFT: ("gift", "gift or benefit", "swiadczenie", "nieodplatne swiadczenie", "dar"),
    Kind.PRIZE: ("prize", "nagroda", "wygrana", "vyhra"),
    Kind.OTHER: ("other", "other income", "inne", "inny przychod", "iny prijem"),
}
_OFFICES = {
    "code": ("code", "kod", "kod urzedu"),
    "name": ("name", "nazwa", "nazwa urzedu", "nazov"),
    "city": ("city", "town", "miejscowosc", "miasto", "mesto"),
    "postal_code": ("postal code", "kod pocztowy", "psc"),
    "province": ("province", "wojewodztwo", "kraj"),
    "county": ("county", "powiat", "okres"),
    "commune": ("commune", "gmina", "obec"),
}


class Unreadable(Exception):  # noqa: N818  (an answer, not a bug)
    """The file or one of its rows cannot be understood; rows count from 1, the head included."""

    def __init__(self, row: int, words: str | Promise, **facts: object) -> None:
        super().__init__(str(words))
        self.row, self.words, self.facts = row, words, facts

    def sentence(self) -> str:
        """The reason in the active language."""
        return str(self.words) % self.facts if self.facts else str(self.words)


@dataclass(frozen=True, slots=True)
class Income:
    """A row of incomes."""

    row: int
    number: str
    on: dt.date
    kind: str
    amount: Decimal
    title: str


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """A row of tax offices; without town and postal code it only names the office."""

    row: int
    code: str
    name: str
    city: str
    postal_code: str
    province: str
    county: str
    commune: str


def incomes(data: bytes, *, last: dt.date) -> list[Income]:
    """The rows of a file of incomes, none of them later than `last`. Raises Unreadable."""
    found = []
    for row, said in _rows(data, _INCOMES, {"number", "on", "amount"}):
        amount = money.parse_amount(said["amount"])
        if amount is None or not amount or abs(amount) > money.LARGEST:
            raise Unreadable(row, _("“%(said)s” is no amount."), said=said["amount"][:40])
        if amount != money.to_grosz(amount):
            raise Unreadable(row, _("“%(said)s” has more than two places."), said=said["amount"])
        day = _day(row, said["on"])
        if not dt.date(rules.FIRST_YEAR, 1, 1) <= day <= last:
            raise Unreadable(row, _("The day must lie between 2000 and today."))
        kind = _kind(row, said["kind"])
        found.append(Income(row, said["number"], day, kind, amount, said["title"][:250]))
    return found


def offices(data: bytes) -> list[OfficeLine]:
    """The rows of a file of tax offices. Raises Unreadable, also where two rows name one place."""
    found, places = [], set()
    for row, said in _rows(data, _OFFICES, {"code", "name"}):
        if not rules.is_office_code(said["code"]):
            raise Unreadable(
                row,
                _("“%(said)s” is no code of a tax office: four digits."),
                said=said["code"][:20],
            )
        line = OfficeLine(
            row=row,
            code=said["code"],
            name=said["name"][:150],
            city=said["city"][:100],
            postal_code=said["postal_code"][:10],
            province=said["province"][:60],
            county=said["county"][:60],
            commune=said["commune"][:60],
        )
        place = (fold(line.city), line.postal_code)
        if any(place) and place in places:
            raise Unreadable(row, _("An earlier row says another office of the same place."))
        places.add(place)
        found.append(line)
    return found


def _rows(
    data: bytes, columns: Mapping[str, tuple[str, ...]], wanted: set[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    if len(data) > LARGEST:
        raise Unreadable(1, _("The file is larger than 5 MB. Divide it."))
    text, _encoding, _problems = encodings.decoded(data)
    head, _newline, _rest = text.partition("\n")
    separator = max(";,\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        heads = [fold(cell.replace("\ufeff", "")) for cell in next(reader, [])]
        known = {
            name: next((heads.index(word) for word in words if word in heads), None)
            for name, words in columns.items()
        }
        for name in sorted(wanted):
            if known[name] is None:
                raise Unreadable(1, _("The column “%(name)s” is missing."), name=columns[name][0])
        for row, cells in enumerate(reader, 2):
            if row > MOST_ROWS + 1:
                raise Unreadable(row, _("The file has more than 100,000 rows. Divide it."))
            if any(cell.strip() for cell in cells):
                yield row, _said(row, cells, known, wanted, columns)
    except csv.Error:
        raise Unreadable(reader.line_num, _("This is no CSV file.")) from None


def _said(
    row: int,
    cells: list[str],
    known: Mapping[str, int | None],
    wanted: set[str],
    columns: Mapping[str, tuple[str, ...]],
) -> dict[str, str]:
    said = {
        name: " ".join(cells[place].replace("\0", "").split())
        if place is not None and place < len(cells)
        else ""
        for name, place in known.items()
    }
    for name in sorted(wanted):
        if not said[name]:
            raise Unreadable(row, _("“%(name)s” is empty."), name=columns[name][0])
    return said


def _kind(row: int, text: str) -> str:
    wanted = fold(text)
    for kind, words in _KINDS.items():
        if wanted in words:
            return kind.value
    if not wanted:
        return Kind.OTHER.value
    raise Unreadable(row, _("“%(said)s” is no kind of income."), said=text[:40])


def _day(row: int, text: str) -> dt.date:
    try:
        if found := _DAY.fullmatch(text.replace(" ", "")):
            return dt.date(int(found[3]), int(found[2]), int(found[1]))
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Unreadable(row, _("“%(said)s” is no day."), said=text[:20]) from None
