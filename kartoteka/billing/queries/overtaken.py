"""Interest notes that something recorded later has overtaken, and what corrects what."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from kartoteka.billing.models import InterestNote, NoteCorrection
from kartoteka.kernel import money, sql
from kartoteka.kernel.actor import Actor

_HERE = "kartoteka.billing"


@dataclass(frozen=True, slots=True)
class OvertakenLine:
    """The interest of one debt in a note, and by how much today's computation differs from it:
    below zero too much was noted."""

    debt_id: int
    number: str
    amount: Decimal
    differs: Decimal


@dataclass(frozen=True, slots=True)
class OvertakenNote:
    """A note whose interest is another one by what is known today."""

    public_id: UUID
    number: str
    currency: str
    amount: Decimal
    lines: tuple[OvertakenLine, ...]

    @property
    def differs(self) -> Decimal:
        """Of all lines together."""
        return sum((line.differs for line in self.lines), start=money.ZERO)

    @property
    def today(self) -> Decimal:
        """What the note would ask for by what is known today."""
        return self.amount + self.differs


def overtaken(
    *, viewer: Actor, note_id: int | None = None, party_id: int | None = None
) -> list[OvertakenNote]:
    """Standing notes (that one, or a party's) from which today's computation differs, the newest
    first. Where a later note of the same debt stands, only that one is told."""
    found: dict[int, tuple[tuple[UUID, str, str, Decimal], list[OvertakenLine]]] = {}
    asked = {"note": note_id, "party": party_id}
    for key, public_id, number, currency, whole, *line in sql.rows(
        _HERE, "interest_overtaken", asked
    ):
        lines = found.setdefault(key, ((public_id, number, currency, whole), []))[1]
        lines.append(OvertakenLine(*line))
    return [OvertakenNote(*head, tuple(lines)) for head, lines in found.values()]


def corrected_by(*, viewer: Actor, note_id: int) -> tuple[UUID, str] | None:
    """The note that was made in place of this one: its name and number."""
    return _named(NoteCorrection.objects.filter(corrects=note_id).values_list("note"))


def correction_of(*, viewer: Actor, note_id: int) -> tuple[UUID, str] | None:
    """The note in whose place this one was made: its name and number."""
    return _named(NoteCorrection.objects.filter(note=note_id).values_list("corrects"))


def replaced(*, viewer: Actor, party_id: int) -> dict[UUID, tuple[UUID, str]]:
    """Of a party's notes that were corrected: by their names, the name and number of the note in
    the place of each."""
    rows = NoteCorrection.objects.filter(note__account__party_id=party_id)
    return {
        old: (public_id, number)
        for old, public_id, number in rows.values_list(
            "corrects__public_id", "note__public_id", "note__number"
        )
    }


def _named(which: Any) -> tuple[UUID, str] | None:
    return InterestNote.objects.filter(pk__in=which).values_list("public_id", "number").first()
