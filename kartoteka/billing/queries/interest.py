"""Interest notes: which there are, what stands in them, what is open of them."""

import datetime as dt
import uuid
from collections import defaultdict
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
    return _lines([note.id]).get(note.id, [])


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
    return [_paired(line, by_debt[line.debt_id]) for line in lines]


def notes_standing(
    *, viewer: Actor, party_ids: Sequence[int], creditor_id: int, first: dt.date, last: dt.date
) -> list[InterestNoteView]:
    """Notes of parties for a creditor, issued in these days, that stand and are not paid; the
    oldest first."""
    found = [
        one
        for one in _notes(parties=party_ids)
        if one.creditor_id == creditor_id and first <= one.issued_on <= last
    ]
    return [one for one in reversed(found) if one.stands and one.open_amount > 0]


def note_computations(
    *, viewer: Actor, notes: Sequence[InterestNoteView]
) -> dict[int, list[tuple[NoteLine, DebtComputation]]]:
    """`note_computation` of many notes, by their ids; notes made together cost one computation."""
    lines = _lines([one.id for one in notes])
    together: dict[tuple[dt.date, dt.datetime], list[int]] = defaultdict(list)
    for one in notes:
        together[one.to_day, one.recorded_at].append(one.id)
    pairs = {}
    for (on, moment), ids in together.items():
        debts = [line.debt_id for note_id in ids for line in lines[note_id]]
        found = computations(viewer=viewer, on=on, entry_ids=debts, moment=moment)
        by_debt = {one.entry_id: one for one in found}
        for note_id in ids:
            pairs[note_id] = [_paired(line, by_debt[line.debt_id]) for line in lines[note_id]]
    return pairs


def _paired(line: NoteLine, one: DebtComputation) -> tuple[NoteLine, DebtComputation]:
    """A line with its computation, in which all but the line had been noted before."""
    earlier = one.interest.accrued - line.amount
    return line, replace(one, interest=replace(one.interest, noted=earlier))


def _lines(note_ids: Sequence[int]) -> dict[int, list[NoteLine]]:
    found: dict[int, list[NoteLine]] = defaultdict(list)
    for note_id, *row in sql.rows(_HERE, "interest_note_lines", {"notes": list(note_ids)}):
        found[note_id].append(NoteLine(*row))
    return found


def _notes(
    *,
    public_id: uuid.UUID | None = None,
    entry: int | None = None,
    parties: Sequence[int] = (),
) -> list[InterestNoteView]:
    asked = {"public_id": public_id, "entry": entry, "parties": list(parties)}
    return [InterestNoteView(*row) for row in sql.rows(_HERE, "interest_notes", asked)]
