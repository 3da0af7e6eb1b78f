"""What the cells of a row say where banks write more into one than its heading tells."""

import re
from collections.abc import Sequence

from kartoteka.exchange import parsing
from kartoteka.formats import accounts

# A dash is what some banks write into a cell that holds nothing.
NOTHING = frozenset({"-", "\u2013", "\u2014"})
_LABELLED = re.compile(r"([^\W\d_][\w /.]{1,39}?)\s*:\s*(.*)", re.DOTALL)
_LABELS = {
    "tytul": "title",
    "tytul operacji": "title",
    "tytul platnosci": "title",
    "nazwa nadawcy": "name",
    "nazwa odbiorcy": "name",
    "nazwa kontrahenta": "name",
    "adres nadawcy": "address",
    "adres odbiorcy": "address",
    "adres kontrahenta": "address",
    "rachunek nadawcy": "other_account",
    "rachunek odbiorcy": "other_account",
    "rachunek kontrahenta": "other_account",
}


def labelled(cells: Sequence[str]) -> dict[str, str]:
    """The cells that say themselves what they are ("Nazwa nadawcy: …"), by the field that they
    are. What says nothing of the kind stays part of the title, as it is written."""
    said: dict[str, list[str]] = {}
    for cell in filter(None, (" ".join(each.split()) for each in cells)):
        found = _LABELLED.fullmatch(cell)
        name = _LABELS.get(parsing.fold(found[1])) if found else None
        text = found[2] if found and name else cell
        said.setdefault(name or "title", []).append(text)
    return {name: " ".join(filter(None, texts)) for name, texts in said.items()}


def account_apart(cell: str) -> tuple[str, str]:
    """A cell of several lines, one of which is an account: the others, and the account."""
    lines = [" ".join(each.split()) for each in cell.splitlines()]
    numbers = [accounts.normalised(each) for each in lines]
    places = [place for place, each in enumerate(numbers) if accounts.is_iban(each)]
    if len(places) != 1 or len(lines) == 1:
        return " ".join(filter(None, lines)), ""
    others = [each for place, each in enumerate(lines) if place != places[0]]
    return " ".join(filter(None, others)), numbers[places[0]]
