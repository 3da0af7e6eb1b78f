"""Persons who serve parties, seen from both sides; and whom to reach for a purpose."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.labels import said
from kartoteka.register import rules

_HERE = "kartoteka.register"


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A person and the party that they serve; both days inclusive, None without end.

    `email` and `phone` are the person's first ones.
    """

    id: int
    person_id: int
    person: str
    party_id: int
    party: str
    function_id: int
    function: str
    title: str
    signs: bool
    gets_invoices: bool
    gets_calls: bool
    valid_from: dt.date | None
    valid_to: dt.date | None
    note: str
    email: str
    phone: str
    version: str

    @property
    def words(self) -> str:
        """What the person is there: the exact title, else the function."""
        return self.title or self.function

    @property
    def shown_phone(self) -> str:
        """The number in groups, as people read it."""
        return rules.shown_phone(self.phone)

    def is_valid(self, on: dt.date) -> bool:
        """Whether the person serves the party on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class Reached:
    """How a party is reached for a purpose: the value, and whose it is (a person's name or "")."""

    party_id: int
    contact_id: int
    value: str
    person: str


def persons_of(*, viewer: Actor, party_id: int) -> list[LinkLine]:
    """Who serves the party, present ones first, then by name. Staff only."""
    return _links(viewer, parties=[party_id], persons=None, day=None)


def served_by(
    *, viewer: Actor, person_ids: Collection[int], on: dt.date | None = None
) -> list[LinkLine]:
    """Whom these persons serve, of a day only those served on it. Staff only."""
    return _links(viewer, parties=None, persons=list(person_ids), day=on)


def reach_for(
    *, viewer: Actor, party_ids: Collection[int], kind: str, purpose: str, on: dt.date
) -> dict[int, Reached]:
    """The contact (kind EMAIL or PHONE) to use for each party for a purpose (ContactUse.Purpose).

    What was wished for the purpose comes first, then persons who receive invoices or calls on that
    day, then what is allowed or unsaid, the preferred one before others; never what must not be
    used. Parties that are not reached are absent; one statement for all. Staff only.
    """
    if not viewer.may(Role.CLERK):
        return {}
    given = {"parties": list(party_ids), "kind": kind, "purpose": purpose, "on": on}
    rows = sql.rows(_HERE, "reach_for", given)
    return {row[0]: Reached(*row) for row in rows}


def _links(
    viewer: Actor, *, parties: list[int] | None, persons: list[int] | None, day: dt.date | None
) -> list[LinkLine]:
    if not viewer.may(Role.CLERK):
        return []
    given = {"parties": parties, "persons": persons, "day": day}
    return [_line(row) for row in sql.rows(_HERE, "person_links", given)]


def _line(row: tuple[Any, ...]) -> LinkLine:
    """The function comes with its words in all languages."""
    values = list(row)
    values[6] = said(values[6])
    return LinkLine(*values)
