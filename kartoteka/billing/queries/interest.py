"""Interest notes: which there are, what stands in them, what is open of them."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor
from kartoteka.ledger.queries import DebtComputation, computations

_HERE = "kartoteka.billing"


@dataclass(frozen=True, slots=True)
class InterestNoteView:
    """A note. `recorded_at` is the moment by which it was computed; `withdrawn_on` the day on
    which it was taken back, None while it stands; `country` is the creditor's."""

    id: int
    public_id: uuid.UUID
    number: str
    issued_on: dt.date
    to_day: dt.date
    due_on: dt.date
    amount: Decimal
    recorded_at: dt.datetime
    open_amount: Decimal
    withdrawn_on: dt.date | None
    account_id: int
    currency: str
    party_id: int
    party: str
    party_number: str
    creditor_id: int
    creditor: str
    country: str

    @property
    def stands(self) -> bool:
        """Whether it has not been withdrawn."""
        return self.withdrawn_on is None


@dataclass(frozen=True, slots=True)
class NoteLine:
    """The interest of one debt in a note, with the days that it charges, both included."""

    entry_id: int
    debt_id: int
    number: str
    first_day: dt.date
    last_day: dt.date
    amount: Decimal
    open_amount: Decimal


def interest_note(*, viewer: Actor, public_id: uuid.UUID) -> InterestNoteView | None:
    """The note of that name, or None where there is none that the viewer may see."""
    found = _notes(public_id=public_id)
    return found[0] if found else None


def note_of_entry(*, viewer: Actor, entry_id: int) -> InterestNoteView | None:
    """The note in which an interest entry stands, or None."""
    found = _notes(entry=entry_id)
    return found[0] if found else None


def notes_of(*, viewer: Actor, party_id: int) -> list[InterestNoteView]:
    """The notes of a party, the newest first."""
    return _notes(parties=[party_id])


def note_lines(*, viewer: Actor, note: InterestNoteView) -> list[NoteLine]:
    """What a note asks for, a line per debt, the longest due first."""
    return [NoteLine(*row) for row in sql.rows(_HERE, "interest_note_lines", {"note": note.id})]


def note_computation(
    *, viewer: Actor, note: InterestNoteView, lines: Sequence[NoteLine]
) -> list[tuple[NoteLine, DebtComputation]]:
    """How each line was reckoned, by what was known when the note was made: all that had accrued
    to its day, what had been noted before, and the rest, which is the line."""
    found = computations(
        viewer=viewer,
        on=note.to_day,
        entry_ids=[line.debt_id for line in lines],
        moment=note.recorded_at,
    )
    by_debt = {one.entry_id: one for one in found}
    pairs = []
    for line in lines:
        one = by_debt[line.debt_id]
        earlier = one.interest.accrued - line.amount
        pairs.append((line, replace(one, interest=replace(one.interest, noted=earlier))))
    return pairs


def _notes(
    *,
    public_id: uuid.UUID | None = None,
    entry: int | None = None,
    parties: Sequence[int] = (),
) -> list[InterestNoteView]:
    asked = {"public_id": public_id, "entry": entry, "parties": list(parties)}
    return [InterestNoteView(*row) for row in sql.rows(_HERE, "interest_notes", asked)]
