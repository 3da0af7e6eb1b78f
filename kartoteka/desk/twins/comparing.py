"""Two cards side by side: which lines they share and where they differ."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kartoteka.kernel import days
from kartoteka.ledger.queries import Balance
from kartoteka.register.queries import PartyCard
from kartoteka.register.queries.fields import RecordTab, Shown
from kartoteka.ui import figures


@dataclass(frozen=True, slots=True)
class Value:
    """A value of one card; `shared` where the other has it too."""

    text: str
    shared: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of values of both cards."""

    label: str
    left: tuple[Value, ...]
    right: tuple[Value, ...]

    @property
    def is_same(self) -> bool:
        """Whether both say the same."""
        return [one.text for one in self.left] == [one.text for one in self.right]


def lines(
    left: PartyCard,
    right: PartyCard,
    balances: tuple[Iterable[Balance], Iterable[Balance]],
    tabs: tuple[Iterable[RecordTab], Iterable[RecordTab]],
    language: str,
) -> list[Line]:
    """What both cards say, line by line; lines that are empty on both are left out. `tabs` are
    their custom fields, which come after the note."""
    kinds = dict.fromkeys(one.kind for card in (left, right) for one in card.identifiers)
    rows = [
        _line(_("Name"), [left.name], [right.name]),
        _line(_("Kind"), [left.kind_label], [right.kind_label]),
        _line(_("Customer number"), [left.number], [right.number]),
        _line(_("First name and surname"), [_person(left)], [_person(right)]),
        _line(_("Date of birth"), [_born(left, language)], [_born(right, language)]),
    ]
    for kind in kinds:
        mine, theirs = left.identifier(kind), right.identifier(kind)
        known = mine or theirs
        rows.append(
            _line(
                known.label if known else kind,
                [mine.shown] if mine else [],
                [theirs.shown] if theirs else [],
            )
        )
    rows += [
        _line(
            _("Addresses"),
            [f"{one.line} ({one.label})" for one in left.addresses],
            [f"{one.line} ({one.label})" for one in right.addresses],
        ),
        _line(
            _("Phones and e-mails"),
            [one.shown for one in left.contacts],
            [one.shown for one in right.contacts],
        ),
        _line(
            _("Bank accounts"),
            [one.iban for one in left.accounts],
            [one.iban for one in right.accounts],
        ),
        _line(
            _("Belongs to"),
            [one.name for one in left.above[:1]],
            [one.name for one in right.above[:1]],
        ),
        _line(_("Under it"), [_count(left)], [_count(right)]),
        _line(_("To pay"), *(_owed(side, language) for side in balances)),
        _line(_("Note"), [left.note], [right.note]),
        *_custom(*tabs),
    ]
    return [row for row in rows if row.left or row.right]


def _line(label: str, left: Iterable[str], right: Iterable[str]) -> Line:
    mine, theirs = [one for one in left if one], [one for one in right if one]
    return Line(
        label,
        tuple(Value(one, one in theirs) for one in mine),
        tuple(Value(one, one in mine) for one in theirs),
    )


def _custom(left: Iterable[RecordTab], right: Iterable[RecordTab]) -> Iterator[Line]:
    mine, theirs = _by_field(left), _by_field(right)
    for key in dict.fromkeys([*mine, *theirs]):
        pair = [side.get(key) for side in (mine, theirs)]
        known = pair[0] or pair[1]
        if known:
            label = capfirst(known.field.label)
            yield _line(label, *([one.text] if one else [] for one in pair))


def _by_field(tabs: Iterable[RecordTab]) -> dict[str, Shown]:
    return {key: shown for tab in tabs for key, shown in tab.shown.items() if shown.text}


def _person(card: PartyCard) -> str:
    return f"{card.first_name} {card.last_name}".strip()


def _born(card: PartyCard, language: str) -> str:
    return days.written(card.birth_date, language) if card.birth_date else ""


def _count(card: PartyCard) -> str:
    return str(card.count_under) if card.count_under else ""


def _owed(balances: Iterable[Balance], language: str) -> list[str]:
    return [figures.money(one.due, one.currency, language) for one in balances if one.due]
