"""Pure: what a register says of a firm beside what is kept of a party, field by field."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kartoteka.gateways.subject import Activity, State, Subject
from kartoteka.register import rules

if TYPE_CHECKING:
    from kartoteka.register.queries import PartyCard

IDENTIFIERS = ("NIP", "REGON", "KRS", "ICO", "DIC", "ICDPH")
ADDRESS = ("street", "building", "flat", "postal_code", "city")
LABELS: dict[str, str | Promise] = {
    "kind": _("kind"),
    "name": _("name"),
    "first_name": _("first name"),
    "last_name": _("last name"),
    "NIP": "NIP",
    "REGON": "REGON",
    "KRS": "KRS",
    "ICO": "IČO",
    "DIC": "DIČ",
    "ICDPH": "IČ DPH",
    "address": _("registered address"),
    "email": _("e-mail"),
    "phone": _("phone"),
    "state": _("legal state"),
    "activities": _("lines of business"),
}
STATES: dict[str, str | Promise] = {
    "ACTIVE": pgettext_lazy("firm", "active"),
    "NOT_STARTED": pgettext_lazy("firm", "not begun"),
    "SUSPENDED": pgettext_lazy("firm", "suspended"),
    "BANKRUPT": pgettext_lazy("firm", "bankrupt"),
    "ENDED": pgettext_lazy("firm", "ended"),
}
_QUOTES = re.compile("[\"'„”“»«’]")


@dataclass(frozen=True, slots=True)
class Line:
    """A field in which here and there may differ. `here` and `there` are for people to read.

    `is_same` where both say the same, if in other letters; `suggested` whether it is ticked at the
    beginning: where there is nothing here, or where the register has the last word.
    """

    field: str
    label: str | Promise
    here: str
    there: str
    is_same: bool
    suggested: bool


def written(subject: Subject) -> dict[str, Any]:
    """A subject as JSON keeps it."""
    said = asdict(subject)
    for name in ("established_on", "state_on"):
        said[name] = said[name].isoformat() if said[name] else None
    return said


def read(said: Mapping[str, Any]) -> Subject:
    """A subject out of what `written` made of it."""
    values = dict(said)
    for name in ("established_on", "state_on"):
        values[name] = dt.date.fromisoformat(values[name]) if values.get(name) else None
    values["activities"] = tuple(Activity(**one) for one in values.get("activities", ()))
    values["state"] = State(values.get("state", "ACTIVE"))
    return Subject(**values)


def compared(
    subject: Subject, party: "PartyCard | None", kinds: Mapping[str, Any], on: dt.date
) -> list[Line]:
    """All that the subject says, each beside what the party has; without a party beside nothing.

    `kinds` has the words of kinds of parties. What the register does not say makes no line.
    """
    lines = [
        _line("kind", _kind_here(party, kinds), str(kinds.get(subject.kind, ""))),
        _line("name", party.name if party else "", subject.name),
    ]
    if subject.kind == "SOLE_TRADER":
        lines += [
            _line("first_name", party.first_name if party else "", subject.first_name),
            _line("last_name", party.last_name if party else "", subject.last_name),
        ]
    for kind in IDENTIFIERS:
        had = party.identifier(kind) if party else None
        there = subject.identifiers.get(kind, "")
        lines.append(
            _line(kind, had.shown if had else "", rules.shown(kind, there) if there else "")
        )
    address = party.address(on, "REGISTERED") if party else None
    lines.append(_line("address", address.line if address else "", address_line(subject)))
    for name, kind in (("email", "EMAIL"), ("phone", "PHONE")):
        lines.append(_contact(name, kind, subject, party))
    lines += [_line("state", "", _state(subject)), _line("activities", "", _activities(subject))]
    return [line for line in lines if line.there]


def differences(subject: Subject, party: "PartyCard", kinds: Mapping[str, Any], on: dt.date) -> Any:
    """The lines of `compared` in which a bulk comparison finds something new, as JSON keeps them:
    names, numbers and the address, and that the firm is there for business no more."""
    found = [
        {"field": line.field, "here": line.here, "there": line.there}
        for line in compared(subject, party, kinds, on)
        if not line.is_same and line.field in {"name", "address", *IDENTIFIERS}
    ]
    if subject.state != State.ACTIVE:
        found.append({"field": "state", "here": "", "there": subject.state.value})
    return found


def address_line(subject: Subject) -> str:
    """The registered address on one line, as the card has it."""
    house = f"{subject.building}/{subject.flat}" if subject.flat else subject.building
    place = f"{subject.postal_code} {subject.city}".strip()
    return ", ".join(filter(None, [f"{subject.street} {house}".strip(), place]))


def same(here: str, there: str) -> bool:
    """Whether two texts say the same: capitals, quotes and blanks apart."""
    return _bare(here) == _bare(there)


def _bare(text: str) -> str:
    return " ".join(_QUOTES.sub(" ", text).replace(".", ". ").casefold().split())


def _line(field: str, here: str, there: str) -> Line:
    is_same = same(here, there)
    return Line(field, LABELS[field], here, there, is_same, suggested=not is_same)


def _kind_here(party: "PartyCard | None", kinds: Mapping[str, Any]) -> str:
    return str(kinds.get(party.kind, "")) if party else ""


def _contact(name: str, kind: str, subject: Subject, party: "PartyCard | None") -> Line:
    """A phone or e-mail that the party has not yet; the present ones stay beside it."""
    there = getattr(subject, name)
    normal = (
        rules.normalise_email(there)
        if kind == "EMAIL"
        else rules.normalise_phone(there, subject.country)
    )
    had = [one for one in party.contacts if one.kind == kind] if party else []
    shown = "" if not normal else rules.shown_phone(normal) if kind == "PHONE" else normal
    is_same = any(one.value == normal for one in had)
    here = ", ".join(one.shown for one in had)
    return Line(name, LABELS[name], here, shown, is_same, suggested=not had and not is_same)


def _state(subject: Subject) -> str:
    return str(STATES[subject.state.value])


def _activities(subject: Subject) -> str:
    return "; ".join(f"{one.code} {one.name}".strip() for one in subject.activities[:20])
