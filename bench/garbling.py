"""Statement lines as banks really tell them, with the truth: whose each payment is.

Titles lose diacritics and their ends, numbers are glued to words, digits are swapped or misread,
words change places; payers write their names in any order, pay for others, or through the post.
The same on every machine for the same data. Whoever pays for somebody else names a number: without
one, nobody could tell.
"""

import csv
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from bench.generator import mixed
from bench.names import POLISH, without_diacritics
from kartoteka.formats.accounts import with_check
from kartoteka.formats.statements import Line

WIDTH = 35
MONTHS = ("sierpień", "wrzesień", "październik", "listopad", "grudzień", "styczeń", "luty",
          "marzec", "kwiecień", "maj", "czerwiec", "lipiec")  # fmt: skip
_MISREAD = {"0": "O", "1": "I", "5": "S", "8": "B", "6": "5", "3": "8", "7": "1"}


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the statement and the code of the customer whose it is."""

    line: Line
    code: str


@dataclass(frozen=True, slots=True)
class _Payer:
    """Who pays, as the register knows them: the customer or somebody for them."""

    name: str
    address: str
    account: str
    is_other: bool


def told(data: Path, payments: Iterable[dict[str, str]]) -> Iterator[Told]:
    """Each payment by a customer of the data as a line, in the order given."""
    names = dict(_names(data))
    for number, row in enumerate(payments):
        yield _told(number, row, names[row["code"]])


def _names(data: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    with (data / "customers.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield row["code"], (row["name"], f"{row['street']} {row['zip']} {row['city']}")


class _Dice:
    """Numbers that look random and are always the same for the same line."""

    def __init__(self, number: int) -> None:
        self.number, self.thrown = number, 5_000

    def below(self, sides: int) -> int:
        self.thrown += 1
        return mixed(self.number, self.thrown) % sides

    def percent(self, chance: int) -> bool:
        return self.below(100) < chance


def _told(number: int, row: dict[str, str], known: tuple[str, str]) -> Told:
    dice = _Dice(number)
    payer = _payer(dice, row["code"], known)
    day = dt.date.fromisoformat(row["date"])
    at_post = not payer.is_other and dice.percent(4)
    line = Line(
        booked_on=day,
        value_on=day,
        amount=Decimal(row["amount"]),
        currency="PLN",
        title=_title(dice, row, payer, named=known[0] if at_post else ""),
        counterparty_name="POCZTA POLSKA S.A." if at_post else _written_name(dice, payer),
        counterparty_account="" if at_post or dice.percent(8) else payer.account,
        reference=row["ref"],
    )
    return Told(line, row["code"])


def _payer(dice: _Dice, code: str, known: tuple[str, str]) -> _Payer:
    """The customer; for every twelfth customer now and then a relative or a neighbour."""
    index = int(code[1:])
    name, address = known
    account = with_check("PL", f"10901014{index:016d}")
    if index % 12 or not dice.percent(60):
        return _Payer(name, address, account, is_other=False)
    surname = name.split()[-1] if index % 24 else POLISH.surnames[mixed(index, 31) % 100]
    first = POLISH.women[mixed(index, 32) % len(POLISH.women)]
    other = with_check("PL", f"10901014{index // 3 + 9_000_000:016d}")  # pays for three
    return _Payer(f"{first} {surname}", address, other, is_other=True)


def _written_name(dice: _Dice, payer: _Payer) -> str:
    words = payer.name.split()
    if len(words) == 2 and dice.percent(40):
        words.reverse()
    name = " ".join(words)
    if dice.percent(30):
        name = f"{name} UL. {payer.address}"
    if dice.percent(70):
        name = without_diacritics(name).upper()
    if dice.percent(3):
        name = _swapped(dice, name, str.isalpha)
    return name[:WIDTH].strip() if dice.percent(80) else name


def _title(dice: _Dice, row: dict[str, str], payer: _Payer, named: str) -> str:
    month = MONTHS[int(row["number"][2:4]) - 1]
    kind = dice.below(100)
    if kind < 35:
        words = ["Faktura", row["number"]]
    elif kind < 55:
        words = ["opłata za wodę", month, "klient", row["code"]]
    elif kind < 75:
        words = ["FV", row["number"], "nr klienta", row["code"]]
    elif kind < 85 or payer.is_other:
        words = ["Należność", row["number"], "za", payer.name, month]
    elif kind < 95:
        words = ["za wodę i ścieki", month, "2026"]
    else:
        words = ["przelew"]
    if named:
        words.append(named)
    if dice.percent(15):
        words.insert(0, words.pop())
    return _garbled(dice, words)


def _garbled(dice: _Dice, words: list[str]) -> str:
    slipped = dice.below(100)
    for place, word in enumerate(words):
        if any(map(str.isdigit, word)) and len(word) > 6:
            if slipped < 3:
                words[place] = _swapped(dice, word, str.isdigit)
            elif slipped < 6:
                words[place] = _misread(dice, word)
            break
    glue = "" if dice.percent(6) else " "
    title = glue.join(words)
    if dice.percent(20):
        title = title.replace("/", dice.below(2) * " ")
    if dice.percent(60):
        title = without_diacritics(title)
    if dice.percent(60):
        title = title.upper()
    return title[:WIDTH] if dice.percent(30) else title


def _swapped(dice: _Dice, word: str, of_kind: object) -> str:
    """Two neighbours that differ change places."""
    places = [
        place
        for place in range(len(word) - 1)
        if of_kind(word[place])  # type: ignore[operator]
        and of_kind(word[place + 1])  # type: ignore[operator]
        and word[place] != word[place + 1]
    ]
    if not places:
        return word
    at = places[dice.below(len(places))]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _misread(dice: _Dice, word: str) -> str:
    places = [place for place, sign in enumerate(word) if sign in _MISREAD]
    if not places:
        return word
    at = places[dice.below(len(places))]
    return word[:at] + _MISREAD[word[at]] + word[at + 1 :]
