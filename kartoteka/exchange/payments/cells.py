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
    "nazwa kontrahenta": "name",
    "adres kontrahenta": "address",
    "rachunek kontrahenta": "other_account",
}
_SENDERS, _RECEIVERS = (
    {f"nazwa {who}": "name", f"adres {who}": "address", f"rachunek {who}": "other_account"}
    for who in ("nadawcy", "odbiorcy")
)


def labelled(cells: Sequence[str], *, went: bool = False) -> dict[str, str]:
    """The cells that say themselves what they are ("Nazwa nadawcy: …"), by the field that they
    are. What says nothing of the kind stays part of the title, as it is written.

    Where both sides stand in one row the other one is the receiver of what `went`, else the
    sender; our own account is then `own_account`."""
    said: dict[str, list[str]] = {}
    sides: tuple[dict[str, str], dict[str, str]] = {}, {}
    for cell in filter(None, (" ".join(each.split()) for each in cells)):
        found = _LABELLED.fullmatch(cell)
        label = parsing.fold(found[1]) if found else ""
        text = found[2] if found else cell
        for side, names in zip(sides, (_SENDERS, _RECEIVERS), strict=True):
            if name := names.get(label):
                side[name] = " ".join(filter(None, (side.get(name), text)))
                break
        else:
            name = _LABELS.get(label, "")
            said.setdefault(name or "title", []).append(text if name else cell)
    ours, theirs = sides if went else sides[::-1]
    whole = {name: " ".join(filter(None, texts)) for name, texts in said.items()}
    if ours and theirs:
        return whole | theirs | {"own_account": ours.get("other_account", "")}
    return whole | ours | theirs


def account_apart(cell: str) -> tuple[str, str]:
    """A cell of several lines, one of which is an account: the others, and the account."""
    lines = [" ".join(each.split()) for each in cell.splitlines()]
    numbers = [accounts.normalised(each) for each in lines]
    places = [place for place, each in enumerate(numbers) if accounts.is_iban(each)]
    if len(places) != 1 or len(lines) == 1:
        return " ".join(filter(None, lines)), ""
    others = [each for place, each in enumerate(lines) if place != places[0]]
    return " ".join(filter(None, others)), numbers[places[0]]
